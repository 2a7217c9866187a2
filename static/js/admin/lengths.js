// The length of headlines and summaries, counted as preflight does.

const graphemes = new Intl.Segmenter();
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]/u;

/** The number of visible characters. In Korean, a character of half the width of a syllable counts half. */
export function countedLength(text, language) {
  const characters = [...graphemes.segment(text)];
  if (language !== "ko") return characters.length;
  const halves = characters.filter(({ segment }) => !WIDE.test(segment)).length;
  return Math.ceil(characters.length - halves / 2);
}
