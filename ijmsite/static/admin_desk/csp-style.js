// The editor's library injects its style sheet unless it finds one that is marked as its own.
// The policy of this site allows no inline style, so the sheet is a file (tiptap-core.css) and
// this is the mark: an element of a foreign namespace, which is never read as CSS.
{
  const mark = document.createElementNS("urn:editor", "style")
  mark.setAttribute("data-tiptap-style", "")
  document.head.append(mark)
}
