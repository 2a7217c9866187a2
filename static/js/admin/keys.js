// Passkeys and security keys: allauth's scripts call the browser, this one shows the outcome.

const button = document.getElementById("key_button");

// Without a script there is no key; the button is hidden if the browser does not support keys.
if (button && window.PublicKeyCredential) button.hidden = false;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const words = document.getElementById("key_problem");
  if (words) words.hidden = false;
});
