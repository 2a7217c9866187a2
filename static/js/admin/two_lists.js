// The glass beside the filter of two lists is a picture with a name; Django's script gives it no role.

const nameGlasses = () => {
  document.querySelectorAll(".search-label-icon[aria-label]").forEach((glass) => glass.setAttribute("role", "img"));
};

// The script draws the lists when the page has loaded, before or after us.
nameGlasses();
new MutationObserver(nameGlasses).observe(document.body, { childList: true, subtree: true });
