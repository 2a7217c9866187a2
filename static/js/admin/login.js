// The end of a login, and a new one in another window: the forms of this page need its CSRF token.

const PATIENCE = 10_000; // milliseconds

/** Whether a response, with its parsed page, says that nobody is logged in. */
export const isLoginPage = ({ status, url }, page) =>
  new URL(url).pathname.endsWith("/login/") ||
  (status === 403 && page.querySelector("a[href*='/login/?next=']") !== null);

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
