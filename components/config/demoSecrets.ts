/** Values that upstream's example files and its development command line ship; a server with one of them is open. */
const demoValues: readonly RegExp[] = [
  /your-super-secret|your-32-character|your-encryption-key|your-s3-secret/i,
  /^super-secret-jwt-token-with-at-least-32-characters-long$/,
  /^this_password_is_insecure_and_should_be_updated$/,
  /^UpNVntn3cDxHJpq99YMc1T1AQgQpc8kfYTuRgBiYa15BLrx8etQoXz3gZv1\/u2oq$/,
  /^supabaserealtime$/,
  /^(postgres|password|supabase|secret|changeme|change-me)$/i,
  /^sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH$/,
  /^sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz$/,
  /dIhR8wywJlqlua4y_yMq2SLhlFXDZJBCvFrY1DCHyVU/,
  /^EAx3IQ\/wRG1v47ZD4NE4\/9RzBI8Jmil3x0yhcW4V2NHBP6c2iPIzwjofi2Ep4HIG$/,
  /^12345678901234567890123456789032$/,
  /^625729a08b95bf1b7ff351a663f3a23c$/,
  /^850181e4652dd023b7a98c58ae0d2d34bd487ee0cc3254aed6eda37307425907$/,
];

/** Whether everybody knows this secret. */
export function isDemo(text: string): boolean {
  return demoValues.some((demo) => demo.test(text)) || demoIssuer(text);
}

/** Upstream's demo JWTs name `supabase-demo` as their issuer. */
function demoIssuer(text: string): boolean {
  const [, payload] = text.split(".");
  if (!text.startsWith("eyJ") || payload === undefined) return false;
  return Buffer.from(payload, "base64url").toString("utf8").includes("supabase-demo");
}
