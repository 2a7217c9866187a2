/* Elements whose contrast axe has to check: the first and the last of those with the same style of text on the same
backgrounds. An element that is placed on its own, out of the flow, is always one of them. */
(within) => {
    const CONTROLS = "button, input, select, textarea"
    const UNCHECKED = "label, :disabled, [aria-disabled=true]" // axe leaves some of these out, so they represent none
    const NOTHING = "rgba(0, 0, 0, 0),none,1,none,normal"
    const backgrounds = new Map([[null, ""]])

    function paintOf(style) {
        const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode } = style
        const paint = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode].join()
        return paint === NOTHING ? "" : `|${paint}`
    }

    function ownBackground(element, style) {
        const pseudos = ["::before", "::after"].map((name) => getComputedStyle(element, name))
        const painted = [style, ...pseudos.filter(({ content }) => content !== "none")].map(paintOf)
        const isPlaced = ["absolute", "fixed"].includes(style.position) || style.transform !== "none"
        return painted.join("") + (isPlaced ? `|placed ${backgrounds.size}` : "")
    }

    function backgroundsOf(element) {
        if (backgrounds.has(element)) return backgrounds.get(element)
        const style = getComputedStyle(element)
        const isOpaque = style.backgroundColor.startsWith("rgb(") && style.opacity === "1"
        const behind = isOpaque ? "" : backgroundsOf(element.parentElement)
        const all = behind + ownBackground(element, style)
        backgrounds.set(element, all)
        return all
    }

    function hasText(element) {
        if (!element.checkVisibility({ visibilityProperty: true })) return false
        const { width, height } = element.getBoundingClientRect()
        const isText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== ""
        const mayHold = element.matches(CONTROLS) || [...element.childNodes].some(isText)
        return mayHold && width > 1 && height > 1 // smaller is text for screen readers
    }

    function lookOf(element) {
        if (element.closest(UNCHECKED)) return element
        const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element)
        return [element.value, color, fontSize, fontWeight, textShadow, backgroundsOf(element)].join()
    }

    const first = new Map()
    const last = new Map()
    for (const element of (within ? document.querySelector(within) : document).querySelectorAll("*")) {
        if (!hasText(element)) continue
        const look = lookOf(element)
        if (!first.has(look)) first.set(look, element)
        last.set(look, element)
    }
    return { include: [...new Set([...first.values(), ...last.values()])] }
}
