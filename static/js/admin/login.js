// The end of a login, and a new login in another window: the forms of this page need its CSRF token.

const PATIENCE = 10_000; // milliseconds

/** Whether a response, with its parsed page, shows that the user is logged out. */
export const isLoginPage = ({ status, url }, page) =>
  new URL(url).pathname.endsWith("/login/") ||
  (status === 403 && page.querySelector("a[href*='/login/?next=']") !== null);

/** Request {user, token} from an address. Throw if there is no response in time. */
export const askForToken = (address) =>
  fetch(address, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });

/** Put the token of a response into all forms, and return it; "" unless this user is logged in. */
export async function takeToken(answer, user) {
  const reply = answer.ok ? await answer.json().catch(() => ({})) : {};
  if (String(reply.user) !== user) return "";
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = reply.token;
  return reply.token;
}
