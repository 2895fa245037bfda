// What comes out of the clipboard, before the editor reads it.

const unstyled = (html) => html.replace(/(<[^>]*?\s)style(\s*=)/gi, "$1data-style$2")

// What Word and web pages put into the clipboard: words, and a drawing of the same words.
export const hasWords = (html) =>
  Boolean(html) && new DOMParser().parseFromString(unstyled(html), "text/html").body.textContent.trim()

/**
 * Take the styles out of pasted markup: the policy would block, and report, each of them. What
 * they mean is kept: a document of Google says bold by a style, and takes it back by another.
 */
export const withoutStyles = (html) => {
  if (!/\sstyle\s*=/i.test(html) || /^\s*(?:<meta[^>]*>\s*)*<t[rdh]\b/i.test(html)) return html
  const { body } = new DOMParser().parseFromString(unstyled(html), "text/html")
  for (const element of body.querySelectorAll("[data-style]")) {
    const style = element.getAttribute("data-style").toLowerCase()
    element.removeAttribute("data-style")
    const wrap = (tag) => {
      const around = document.createElement(tag)
      around.append(...element.childNodes)
      element.append(around)
    }
    if (/font-weight:\s*(?:normal|400)/.test(style) && element.matches("b, strong")) {
      element.replaceWith(...element.childNodes)
    } else if (element.matches("span, font")) {
      if (/font-weight:\s*(?:bold|[6-9]00)/.test(style)) wrap("strong")
      if (/font-style:\s*italic/.test(style)) wrap("em")
      if (/vertical-align:\s*super/.test(style)) wrap("sup")
      if (/vertical-align:\s*sub\b/.test(style)) wrap("sub")
    }
  }
  return body.innerHTML
}
