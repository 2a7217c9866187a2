// Names the search icon beside the filter of two lists: Django's script gives it no role.

const nameIcons = () => {
  for (const icon of document.querySelectorAll(".search-label-icon[aria-label]"))
    icon.setAttribute("role", "img");
};

// The script draws the lists when the page has loaded, before or after us.
nameIcons();
new MutationObserver(nameIcons).observe(document.body, { childList: true, subtree: true });
