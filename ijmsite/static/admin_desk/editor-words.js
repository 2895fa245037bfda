// What the editor's library lacks for words: links in plain words, citations, captions of tables.
import { el, field, openDialog } from "desk/dialog"
import { Link, Mark, mergeAttributes, Table } from "django-prose-editor/editor"

const HOST = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+(\p{L}{2,})(?::\d+)?(?:[/?#]|$)/u
const FILES = new Set(["html", "htm", "php", "asp", "aspx", "pdf", "doc", "docx", "jpg", "png"])

const startsWithHost = (text) => {
  const ending = HOST.exec(text)?.[1].toLowerCase()
  return Boolean(ending) && !FILES.has(ending)
}

/** Return the address that somebody means, or null where it is none to link to. */
export const webAddress = (typed) => {
  const text = (typed ?? "").trim()
  if (/[\s"<>\\\x00-\x1f\x7f]/.test(text)) return null
  if (text.startsWith("//")) return webAddress(`https:${text}`)
  if (/^[/#]/.test(text)) return text
  if (/^https?:\/\//i.test(text)) return URL.canParse(text) ? text : null
  if (/^mailto:[^@]+@[^@]+$/i.test(text) || /^tel:\+?[\d.()\-;=a-z]+$/i.test(text)) return text
  if (/^[^@/:?#]+@[^@/:?#]+$/.test(text)) {
    return startsWithHost(text.split("@")[1]) ? `mailto:${text}` : null
  }
  return startsWithHost(text) ? `https://${text}` : null
}

/** Whether a link that is loaded or pasted may stay; the server looks at the rest of it. */
const isHarmless = (href) => {
  const scheme = /^([^/?#]*?):/.exec((href ?? "").replace(/[\x00-\x20]/g, ""))?.[1]
  return !scheme || ["http", "https", "mailto", "tel"].includes(scheme.toLowerCase())
}

const NOT_AN_ADDRESS =
  "This is not an address on the web. It looks like https://www.example.org/page, " +
  "/news/ for a page of ours, or name@example.org."

const linkDialog = async (editor, attributes) => {
  const href = el("input", { type: "text", inputmode: "url", value: attributes.href, autocomplete: "off" })
  const address = field("Web address", href, "Where readers land, such as www.example.org/page")
  const needsWords = editor.state.selection.empty && !attributes.href
  const words = needsWords && field("Words to click", el("input", { type: "text", autocomplete: "off" }))
  const complete = () => {
    const found = webAddress(href.value)
    if (found) href.value = found
    return found
  }
  // At once, so that the writer sees where the link will lead.
  href.addEventListener("change", complete)
  return openDialog({
    title: attributes.href ? "Change the link" : "Add a link",
    body: [address.row, words && words.row].filter(Boolean),
    action: attributes.href ? "Change" : "Add link",
    submit() {
      const found = complete()
      if (!found) {
        address.say(href.value.trim() ? NOT_AN_ADDRESS : "Please type an address.")
        return undefined
      }
      return { href: found, words: words && (words.input.value.trim() || found.replace(/^(https?:\/\/|mailto:|tel:)/i, "")) }
    },
  })
}

const parsedHref = (link) => {
  const href = link.getAttribute("href")
  return webAddress(href) ?? href
}

export const DeskLink = Link.extend({
  addOptions() {
    return {
      ...this.parent?.(),
      enableTarget: false,
      isAllowedUri: (href) => isHarmless(href) || webAddress(href) !== null,
    }
  },

  addAttributes() {
    const attributes = this.parent?.()
    return {
      href: { ...attributes.href, parseHTML: parsedHref },
      title: attributes.title,
    }
  },

  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          const before = editor.isActive("link") ? editor.getAttributes("link") : {}
          linkDialog(editor, before).then((link) => {
            const chain = editor.chain().focus()
            if (link && before.href) {
              chain.extendMarkRange("link").setMark("link", { ...before, href: link.href })
            } else if (link?.words) {
              chain.insertContent({
                type: "text",
                text: link.words,
                marks: [{ type: "link", attrs: { href: link.href } }],
              })
            } else if (link) {
              chain.setMark("link", { href: link.href })
            }
            chain.run()
          })
          return true
        },
    }
  },

  addMenuItems(context) {
    this.parent?.(context)
    const { menu, buttons } = context
    menu.defineItem({
      name: "link",
      groups: "link",
      priority: 110,
      button: buttons.material("insert_link", "Link"),
      command: (editor) => editor.commands.addLink(),
      active: (editor) => editor.isActive("link"),
    })
  },

  addKeyboardShortcuts() {
    return { "Mod-k": ({ editor }) => editor.commands.addLink() }
  },
})

export const Cite = Mark.create({
  name: "cite",
  parseHTML: () => [{ tag: "cite" }],
  renderHTML: ({ HTMLAttributes }) => ["cite", HTMLAttributes, 0],
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "cite",
      groups: "marks",
      priority: 90,
      button: buttons.material("person", "Source of a quotation"),
      command: (editor) => editor.chain().focus().toggleMark("cite").run(),
      active: (editor) => editor.isActive("cite"),
      enabled: (editor) => editor.can().toggleMark("cite"),
    })
  },
})

export const DeskTable = Table.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      caption: {
        default: null,
        parseHTML: (table) => table.querySelector(":scope > caption")?.textContent.trim() || null,
        rendered: false,
      },
    }
  },

  parseHTML() {
    // The caption is the table's; it is not read as a paragraph as well.
    return [{ tag: "table" }, { tag: "table > caption", ignore: true }]
  },

  renderHTML({ node, HTMLAttributes }) {
    const caption = node.attrs.caption && ["caption", node.attrs.caption]
    return ["table", mergeAttributes(HTMLAttributes), ...(caption ? [caption] : []), ["tbody", 0]]
  },

  addNodeView() {
    const make = this.parent?.()
    return (props) => {
      const view = make(props)
      const caption = view.table.createCaption()
      caption.contentEditable = "false"
      const update = view.update
      const show = (node) => {
        caption.textContent = node.attrs.caption ?? ""
        caption.hidden = !node.attrs.caption
      }
      view.update = (node) => {
        show(node)
        return update(node)
      }
      show(props.node)
      return view
    }
  },

  addMenuItems(context) {
    this.parent?.(context)
    const { menu, buttons } = context
    menu.defineItem({
      name: "table",
      groups: "table",
      button: buttons.material("grid_on", "Table"),
      hidden: (editor) => editor.isActive("table"),
      command: (editor) =>
        editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    })
  },
})
