//! Themes: minijinja templates embedded here, each replaceable by a file of the same name in the theme folder.
//! Strict undefined, always escaped, bounded; only [`Fragment`] values print unescaped. A theme cannot say what a
//! disclosure is: it is handed one, and the seal checks that it is still there.

use std::path::{Path, PathBuf};

use base64::Engine;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use sha2::{Digest, Sha256};

/// Steps a template may take.
const FUEL: u64 = 1_000_000;
/// Longest page a template may write, bytes.
pub const PAGE_BYTES_MAX: usize = 1024 * 1024;
/// Longest template or style sheet read from a folder, bytes.
const FILE_BYTES_MAX: u64 = 256 * 1024;
/// Keeps the disclosure, and whatever it stands in, visible whatever the theme's own rules say: among important rules
/// those of the first layer win, whatever their selectors. The seal lets it stand in few elements, all of them blocks.
const GUARD: &str = "@layer seal{#disclosure,#disclosure>p{display:block!important;visibility:visible!important;\
opacity:1!important;position:relative!important;inset:auto!important;clip-path:none!important;transform:none!important;\
filter:none!important;block-size:auto!important;max-block-size:none!important;text-indent:0!important;\
color:var(--ink)!important}\
#disclosure>p:first-of-type{font-size:max(1rem,1.1em)!important}\
:has(#disclosure){display:block!important;position:static!important;float:none!important}\
:has(#disclosure),#disclosure,#disclosure>p{visibility:visible!important;opacity:1!important;zoom:1!important;\
content-visibility:visible!important;clip:auto!important;clip-path:none!important;mask:none!important;\
filter:none!important;transform:none!important;translate:none!important;scale:none!important;rotate:none!important;\
block-size:auto!important;max-block-size:none!important;overflow:visible!important}}";

/// The templates of the built-in theme.
const BUILTIN: &[(&str, &str)] = &[
    ("base.html", include_str!("builtin/base.html")),
    ("card.html", include_str!("builtin/card.html")),
    ("front.html", include_str!("builtin/front.html")),
    ("section.html", include_str!("builtin/section.html")),
    ("story.html", include_str!("builtin/story.html")),
    ("versions.html", include_str!("builtin/versions.html")),
    ("comparison.html", include_str!("builtin/comparison.html")),
    ("proof.html", include_str!("builtin/proof.html")),
    ("corrections.html", include_str!("builtin/corrections.html")),
    ("people.html", include_str!("builtin/people.html")),
    ("speaker.html", include_str!("builtin/speaker.html")),
    ("archive.html", include_str!("builtin/archive.html")),
    ("also.html", include_str!("builtin/also.html")),
    ("search.html", include_str!("builtin/search.html")),
    ("tombstone.html", include_str!("builtin/tombstone.html")),
    ("error.html", include_str!("builtin/error.html")),
    ("page.html", include_str!("builtin/page.html")),
    ("about.html", include_str!("builtin/about.html")),
];

/// Markup made in Rust: the one kind of value that prints unescaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment(String);

impl Fragment {
    /// Takes over markup that Rust escaped.
    #[must_use]
    pub fn new(markup: maud::Markup) -> Self {
        Self(markup.into_string())
    }

    /// The markup.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&Fragment> for Value {
    fn from(fragment: &Fragment) -> Self {
        Self::from_safe_string(fragment.0.clone())
    }
}

impl serde::Serialize for Fragment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::from(self).serialize(serializer)
    }
}

/// A template could not be read, parsed or rendered; names file and line where there is one.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ThemeError(String);

/// A set of templates and one style sheet.
#[derive(Debug)]
pub struct Theme {
    templates: Environment<'static>,
    style: String,
    style_hash: String,
}

impl Theme {
    /// The theme that is compiled in.
    ///
    /// # Errors
    /// Never for the templates as shipped (tests render them all).
    pub fn builtin() -> Result<Self, ThemeError> {
        let templates = BUILTIN
            .iter()
            .map(|(name, source)| ((*name).to_owned(), (*source).to_owned()));
        Self::assemble(templates, include_str!("builtin/style.css"))
    }

    /// The built-in theme with the files of a folder in place of its own.
    ///
    /// # Errors
    /// A file that is a link, too long or not UTF-8; a template that does not parse; a style sheet that could leave
    /// its element.
    pub fn from_folder(folder: &Path) -> Result<Self, ThemeError> {
        let mut templates = Vec::with_capacity(BUILTIN.len());
        for (name, own) in BUILTIN {
            let source = file_of(folder, name)?.unwrap_or_else(|| (*own).to_owned());
            templates.push(((*name).to_owned(), source));
        }
        let style = file_of(folder, "style.css")?;
        let style = style
            .as_deref()
            .unwrap_or(include_str!("builtin/style.css"));
        Self::assemble(templates.into_iter(), style)
    }

    fn assemble(
        templates: impl Iterator<Item = (String, String)>,
        style: &str,
    ) -> Result<Self, ThemeError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(50);
        environment.remove_filter("safe");
        environment.set_formatter(|out, _, value| write_escaped(out, value));
        for (name, source) in templates {
            environment
                .add_template_owned(name, source)
                .map_err(|error| theme_error(&error))?;
        }
        let style = style_sheet(style)?;
        let digest = Sha256::digest(style.as_bytes());
        Ok(Self {
            templates: environment,
            style_hash: base64::engine::general_purpose::STANDARD.encode(digest),
            style,
        })
    }

    /// Renders a template.
    ///
    /// # Errors
    /// An undefined value, an unknown filter, no fuel left, a page over its bound.
    pub fn render(&self, name: &str, context: Value) -> Result<String, ThemeError> {
        let rendered = self
            .templates
            .get_template(name)
            .and_then(|template| template.render(context))
            .map_err(|error| theme_error(&error))?;
        if rendered.len() > PAGE_BYTES_MAX {
            return Err(ThemeError(format!("{name}: the page is over 1 MB")));
        }
        Ok(rendered)
    }

    /// Content of the one style element.
    #[must_use]
    pub fn style(&self) -> &str {
        &self.style
    }

    /// Its hash as the content security policy names it.
    #[must_use]
    pub fn style_hash(&self) -> &str {
        &self.style_hash
    }
}

/// Escapes whatever the template's own escaping setting says; what is absent prints as nothing.
fn write_escaped(out: &mut minijinja::Output<'_>, value: &Value) -> Result<(), minijinja::Error> {
    if value.is_none() {
        return Ok(());
    }
    let text = value.to_string();
    if value.is_safe() {
        return out.write_str(&text).map_err(minijinja::Error::from);
    }
    let mut plain = text.as_str();
    while let Some(at) = plain.find(['&', '<', '>', '"', '\'']) {
        let escape = match plain.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        };
        out.write_str(&plain[..at])?;
        out.write_str(escape)?;
        plain = &plain[at + 1..];
    }
    out.write_str(plain).map_err(minijinja::Error::from)
}

fn theme_error(error: &minijinja::Error) -> ThemeError {
    let place = match (error.name(), error.line()) {
        (Some(name), Some(line)) => format!("{name}:{line}: "),
        (Some(name), None) => format!("{name}: "),
        _ => String::new(),
    };
    let detail = match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => "the template takes too many steps".to_owned(),
        (kind, Some(detail)) => format!("{kind}: {detail}"),
        (kind, None) => kind.to_string(),
    };
    ThemeError(format!("{place}{detail}"))
}

/// The guard and the theme's rules, comments and indentation left out.
fn style_sheet(own: &str) -> Result<String, ThemeError> {
    let leaves = own.contains("</") || own.contains("<!--");
    if leaves || own.to_ascii_lowercase().contains("@import") {
        return Err(ThemeError(
            "style.css: must not hold `</`, `<!--` or `@import`".to_owned(),
        ));
    }
    Ok(format!("{GUARD}{}", squeezed(own)))
}

/// Leaves out comments, line breaks and indentation. Knows no more of the language than that.
fn squeezed(style: &str) -> String {
    let mut bare = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(start) = rest.find("/*") {
        bare.push_str(&rest[..start]);
        rest = rest[start..]
            .find("*/")
            .map_or("", |end| &rest[start + end + 2..]);
    }
    bare.push_str(rest);
    let mut out = String::with_capacity(bare.len());
    for line in bare.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if out.ends_with(|c: char| !matches!(c, '{' | '}' | ';' | ',')) {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// A file of the theme folder; `None` if the folder has none of that name.
fn file_of(folder: &Path, name: &str) -> Result<Option<String>, ThemeError> {
    let path: PathBuf = folder.join(name);
    let failed = |why: &str| ThemeError(format!("{}: {why}", path.display()));
    let facts = match std::fs::symlink_metadata(&path) {
        Ok(facts) => facts,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(&error.to_string())),
    };
    if !facts.is_file() {
        return Err(failed("not a plain file"));
    }
    if facts.len() > FILE_BYTES_MAX {
        return Err(failed("over 256 KB"));
    }
    std::fs::read_to_string(&path)
        .map(Some)
        .map_err(|error| failed(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme_with(front: &str) -> Result<Theme, ThemeError> {
        let templates = [("front.html".to_owned(), front.to_owned())];
        Theme::assemble(templates.into_iter(), "")
    }

    #[track_caller]
    fn check_render(front: &str, expected: &str) {
        let fragment = Fragment::new(maud::html! { b { "bold" } });
        let context = minijinja::context! {
            plain => "<i>&", fragment => Value::from(&fragment), nothing => ()
        };
        let rendered = theme_with(front)
            .and_then(|theme| theme.render("front.html", context))
            .unwrap_or_else(|error| format!("error: {error}"));
        assert_eq!(rendered, expected, "{front}");
    }

    #[test]
    fn only_fragments_print_unescaped() {
        check_render("{{ plain }}|{{ fragment }}", "&lt;i&gt;&amp;|<b>bold</b>");
        check_render(
            "{% autoescape false %}{{ plain }}{% endautoescape %}",
            "&lt;i&gt;&amp;",
        );
        check_render("{{ nothing }}", "");
    }

    #[test]
    fn the_safe_filter_and_unknown_names_are_errors_with_a_place() {
        for front in ["{{ plain|safe }}", "{{ missing }}", "\n{{ plain.a.b }}"] {
            let said = theme_with(front)
                .and_then(|theme| theme.render("front.html", minijinja::context! { plain => "x" }))
                .expect_err("refused")
                .to_string();
            assert!(said.starts_with("front.html:"), "{said}");
        }
    }

    #[test]
    fn a_template_without_end_runs_out_of_fuel() {
        let endless =
            "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}";
        let theme = theme_with(endless).expect("parses");
        assert!(theme.render("front.html", minijinja::context! {}).is_err());
    }

    #[test]
    fn a_style_sheet_stays_in_its_element() {
        assert!(style_sheet("a{} </style><script>").is_err());
        assert!(style_sheet("@import url(x)").is_err());
    }

    #[test]
    fn the_guard_stands_first_and_covers_what_the_disclosure_stands_in() {
        let style = style_sheet("article{display:none!important}").expect("a style");
        assert!(style.starts_with("@layer seal{#disclosure"));
        assert!(style.contains(":has(#disclosure){display:block!important"));
        assert!(style.ends_with("}}article{display:none!important}"));
    }

    #[test]
    fn the_built_in_style_uses_logical_properties_only() {
        let style = include_str!("builtin/style.css");
        for physical in [
            "left",
            "right",
            "margin-top",
            "margin-bottom",
            "padding-top",
            "padding-bottom",
        ] {
            assert!(!style.contains(physical), "{physical}");
        }
    }
}
