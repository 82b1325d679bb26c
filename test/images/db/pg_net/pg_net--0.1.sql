-- Same schema and signatures as the real extension, so that grants and triggers written for it load here.
CREATE SCHEMA net;

CREATE FUNCTION net.http_get(
  url text, params jsonb DEFAULT '{}', headers jsonb DEFAULT '{}', timeout_milliseconds integer DEFAULT 5000
) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  RAISE NOTICE 'pg_net is a stub: GET % is not sent', url;
  RETURN 0;
END $$;

CREATE FUNCTION net.http_post(
  url text, body jsonb DEFAULT '{}', params jsonb DEFAULT '{}',
  headers jsonb DEFAULT '{"Content-Type": "application/json"}', timeout_milliseconds integer DEFAULT 5000
) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  RAISE NOTICE 'pg_net is a stub: POST % is not sent', url;
  RETURN 0;
END $$;
