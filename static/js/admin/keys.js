// Passkeys and security keys: allauth's scripts ask the browser, this one tells people what became of it.

const button = document.getElementById("key_button");

// Without a script there is no key, and where the browser knows none there is nothing to press.
if (button && window.PublicKeyCredential) button.hidden = false;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const words = document.getElementById("key_problem");
  if (words) words.hidden = false;
});
