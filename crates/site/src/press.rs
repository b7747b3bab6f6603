//! The press: prints a page through the theme, has it sealed, and falls back to the built-in theme when the seal or
//! the theme refuses. Nothing that failed ever leaves; what failed is remembered for `/healthz` and the desk.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use copydesk_desk::StoreError;
use minijinja::context;
use minijinja::value::{Serde, Value};

use crate::config::SiteConfig;
use crate::encoded::{Dress, Encoded};
use crate::head::Head;
use crate::locks::{locked, read, write};
use crate::seal::{Demand, Refused, seal};
use crate::theme::{Fragment, Theme, ThemeError};
use crate::words::{Tongue, direction};

/// Why a page could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SiteError {
    /// The store did not answer.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// A template could not be rendered, the built-in one neither.
    #[error("{0}")]
    Theme(#[from] ThemeError),
    /// The seal refused the built-in theme's page.
    #[error("seal refused {template}: {code}")]
    Unsealed {
        /// The template.
        template: &'static str,
        /// The code of `site.md` 4.
        code: &'static str,
    },
}

/// A page to be printed.
pub struct Sheet<'a> {
    /// Template.
    pub template: &'static str,
    /// Its head.
    pub head: Head,
    /// Words the page speaks.
    pub tongue: Tongue,
    /// What the template is given besides site, words and head.
    pub context: Value,
    /// What the seal demands besides the head.
    pub demand: Demand<'a>,
}

/// Themes and what became of them.
#[derive(Debug)]
pub struct Press {
    builtin: Theme,
    theme: RwLock<Option<Arc<Theme>>>,
    reloads: AtomicU64,
    refusals: AtomicU64,
    trouble: Mutex<Option<String>>,
}

impl Press {
    /// A press with the configured theme.
    ///
    /// # Errors
    /// A theme folder that cannot be used: named with file and line, so that start-up can refuse it.
    pub fn new(folder: Option<&Path>) -> Result<Self, ThemeError> {
        let theme = folder.map(Theme::from_folder).transpose()?;
        Ok(Self {
            builtin: Theme::builtin()?,
            theme: RwLock::new(theme.map(Arc::new)),
            reloads: AtomicU64::new(0),
            refusals: AtomicU64::new(0),
            trouble: Mutex::new(None),
        })
    }

    /// Reads the theme folder again; a broken theme keeps the last good one.
    ///
    /// # Errors
    /// What is wrong with it, with file and line.
    pub fn reload(&self, folder: &Path) -> Result<(), ThemeError> {
        match Theme::from_folder(folder) {
            Ok(theme) => {
                *write(&self.theme) = Some(Arc::new(theme));
                self.reloads.fetch_add(1, Ordering::SeqCst);
                *locked(&self.trouble) = None;
                Ok(())
            }
            Err(error) => {
                self.remember(format!("theme not loaded: {error}"));
                Err(error)
            }
        }
    }

    /// Counts reloads: pages of an earlier theme are stale.
    #[must_use]
    pub fn edition_of_theme(&self) -> u64 {
        self.reloads.load(Ordering::SeqCst)
    }

    /// The last refusal or broken theme, if any: `/healthz` says degraded.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        locked(&self.trouble).clone()
    }

    /// How many pages the seal or a theme refused.
    #[must_use]
    pub fn refusals(&self) -> u64 {
        self.refusals.load(Ordering::Relaxed)
    }

    /// Prints a page and compresses it.
    ///
    /// # Errors
    /// When the built-in theme's page is refused too.
    pub fn print(&self, config: &SiteConfig, sheet: &Sheet<'_>) -> Result<Encoded, SiteError> {
        let theme = read(&self.theme).clone();
        if let Some(theme) = theme {
            match self.print_with(&theme, config, sheet) {
                Ok(page) => return Ok(page),
                Err(error) => {
                    self.refusals.fetch_add(1, Ordering::Relaxed);
                    tracing::error!(%error, "theme refused, built-in theme served");
                    self.remember(error.to_string());
                }
            }
        }
        self.print_with(&self.builtin, config, sheet)
    }

    fn print_with(
        &self,
        theme: &Theme,
        config: &SiteConfig,
        sheet: &Sheet<'_>,
    ) -> Result<Encoded, SiteError> {
        let head = sheet.head.fragment(config, theme.style());
        let rendered = theme.render(sheet.template, whole_context(config, sheet, &head))?;
        let unsealed = |refused: Refused| SiteError::Unsealed {
            template: sheet.template,
            code: refused.code(),
        };
        let sealed = seal(rendered, head.as_str(), &sheet.demand).map_err(unsealed)?;
        let dress = Dress::Page {
            style_hash: theme.style_hash().to_owned(),
        };
        Ok(Encoded::new(sealed, dress))
    }

    fn remember(&self, what: String) {
        *locked(&self.trouble) = Some(what);
    }
}

/// What every template is given: the site, its words, the head, and the page's own.
fn whole_context(config: &SiteConfig, sheet: &Sheet<'_>, head: &Fragment) -> Value {
    let sections: Vec<Value> = config
        .sections
        .iter()
        .map(|section| {
            context! { name => section.name.as_str(), slug => section.slug.as_str(),
            path => crate::route::section_path(&section.slug) }
        })
        .collect();
    context! {
        site => context! {
            name => config.name.as_str(),
            language => config.language.as_str(),
            dir => direction(&config.language),
            sections => sections,
        },
        w => Value::from(Serde(sheet.tongue.words())),
        head => Value::from(head),
        ..sheet.context.clone()
    }
}
