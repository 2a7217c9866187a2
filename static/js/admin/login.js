// A new login in another window, after which the forms of this page need its CSRF token.

const PATIENCE = 10_000; // milliseconds

/** Ask an address that answers {user, token}. Throw if there is no answer in time. */
export const askForToken = (address) =>
  fetch(address, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });

/** Put the token of an answer into all forms, and return it; "" if nobody, or not this user, is logged in. */
export async function takeToken(answer, user) {
  const reply = answer.ok ? await answer.json().catch(() => ({})) : {};
  if (String(reply.user) !== user) return "";
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = reply.token;
  return reply.token;
}
