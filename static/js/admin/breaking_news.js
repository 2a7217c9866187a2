// The banner follows the headline until the user edits the banner.

for (const part of document.querySelectorAll("#breaking_form [data-language]")) {
  const { language } = part.dataset;
  const headline = document.getElementById(`id_headline_${language}`);
  const banner = document.getElementById(`id_banner_${language}`);
  let isFollowing = banner.value === "" || banner.value === headline.value;
  headline.addEventListener("input", () => {
    if (isFollowing) banner.value = headline.value.trim();
  });
  banner.addEventListener("input", () => {
    isFollowing = banner.value === "";
  });
}
