-- Decides at the gateway who may pass, and turns API keys into the tokens that the services understand.
-- What a route demands is in its metadata: open, key, service, functions, realtime, basic or closed.
local roles = {}
local tokens = {}

local function known(key, role, token)
  if key ~= "" then
    roles[key] = role
    tokens[key] = token
  end
end

known("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoiYW5vbiIsImlzcyI6InN1cGFiYXNlIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjQ5MjA4MjU2MDB9.0EreKvunBnoWXfY0vqqaaQu6F_wdcMT_54aO3OoEbHg", "anon", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoiYW5vbiIsImlzcyI6InN1cGFiYXNlIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjQ5MjA4MjU2MDB9.0EreKvunBnoWXfY0vqqaaQu6F_wdcMT_54aO3OoEbHg")
known("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIiwiaXNzIjoic3VwYWJhc2UiLCJpYXQiOjE3NjcyMjU2MDAsImV4cCI6NDkyMDgyNTYwMH0.6iTNMGeAPGW2Rfo61QIwr2bqlmC_Tonu29-iw-HmjO8", "service_role", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIiwiaXNzIjoic3VwYWJhc2UiLCJpYXQiOjE3NjcyMjU2MDAsImV4cCI6NDkyMDgyNTYwMH0.6iTNMGeAPGW2Rfo61QIwr2bqlmC_Tonu29-iw-HmjO8")
known("sb_publishable_publishable-key-random_PFY-XjI9", "anon", "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImVjZmYxZDY2LWE1N2UtOGVkZC04Yzk0LTkzNThlNTEwNmI0MSJ9.eyJyb2xlIjoiYW5vbiIsImlzcyI6InN1cGFiYXNlIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjQ5MjA4MjU2MDB9.bZeDDQmJ3Zf_-W7F3MzbWgMY0DK5RyiXsdMXblVnxi5WnCaWWdmi-0YDe-KZdgmrVeaLtBnH-uH_T96IUyOtTg")
known("sb_secret_secret-key-random-text_pK3ZfUD0", "service_role", "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImVjZmYxZDY2LWE1N2UtOGVkZC04Yzk0LTkzNThlNTEwNmI0MSJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIiwiaXNzIjoic3VwYWJhc2UiLCJpYXQiOjE3NjcyMjU2MDAsImV4cCI6NDkyMDgyNTYwMH0.l-4L6YSSD4BlRiKk7IZwXrszn82N1_w2Y1fWwgHDQp7_DgPI9b1t5xF3je0oxveHjTOIhXZyuseqbCMyHMeZgg")

local function unescape(text)
  return (text:gsub("+", " "):gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end))
end

local function is_opaque(key)
  return key ~= nil and key:sub(1, 3) == "sb_"
end

-- The key in the query string, and the path with that key replaced.
local function query_key(path)
  local before, value, after = path:match("^(.-[?&]apikey=)([^&#]*)(.*)$")
  if value == nil then
    return nil, path
  end
  local key = unescape(value)
  if tokens[key] ~= nil then
    return key, before .. tokens[key] .. after
  end
  return key, path
end

local function bearer(headers)
  local value = headers:get("authorization")
  if value == nil then
    return nil
  end
  return value:match("^[Bb]earer%s+(.+)$")
end

local function refuse(handle, status, message)
  handle:respond({ [":status"] = status, ["content-type"] = "application/json" }, '{"message":"' .. message .. '"}')
end

-- Functions see the key headers as they came; beside them lies the token that an opaque key stands for.
local function for_functions(handle, headers)
  headers:remove("sb-api-key")
  local key = headers:get("apikey")
  local token = bearer(headers)
  if is_opaque(key) and is_opaque(token) and key ~= token then
    return refuse(handle, "401", "Two different API keys")
  end
  local candidate = key or token
  if not is_opaque(candidate) then
    return
  end
  if tokens[candidate] == nil then
    return refuse(handle, "401", "Invalid API key")
  end
  headers:add("sb-api-key", tokens[candidate])
end

local function translate(handle, headers, access)
  local in_query, path = query_key(headers:get(":path"))
  local key = headers:get("apikey") or in_query
  local role = key ~= nil and roles[key] or nil
  if access ~= "open" and role == nil then
    return refuse(handle, "401", key == nil and "No API key found in request" or "Invalid API key")
  end
  if access == "service" and role ~= "service_role" then
    return refuse(handle, "403", "This route needs the service key")
  end
  local token = key ~= nil and (tokens[key] or key) or nil
  if path ~= headers:get(":path") then
    headers:replace(":path", path)
  end
  if token ~= nil and token ~= "" then
    headers:replace("apikey", token)
  end
  if access == "realtime" then
    return headers:replace("x-api-key", token)
  end
  local sent = bearer(headers)
  if is_opaque(sent) and tokens[sent] ~= nil then
    headers:replace("authorization", "Bearer " .. tokens[sent])
  elseif headers:get("authorization") == nil or headers:get("authorization") == "" or is_opaque(sent) then
    headers:remove("authorization")
    if token ~= nil and token ~= "" then
      headers:add("authorization", "Bearer " .. token)
    end
  end
end

function envoy_on_request(handle)
  local access = handle:metadata():get("access") or "closed"
  local headers = handle:headers()
  if access == "closed" then
    refuse(handle, "403", "Not available")
  elseif access == "basic" then
    -- The password has been checked; Studio has no use for it.
    headers:remove("authorization")
  elseif access == "functions" then
    for_functions(handle, headers)
  elseif access == "realtime" or access == "open" or access == "key" or access == "service" then
    translate(handle, headers, access)
  else
    refuse(handle, "403", "Not available")
  end
end
