//! The plain 404: the same bytes for what never was public, whatever the reason, so that it tells nothing.

use minijinja::context;

use crate::head::Head;
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::seal::Demand;
use crate::words::Tongue;

/// Prints the 404 page.
///
/// # Errors
/// When the page cannot be sealed.
pub fn make(pages: &Pages, ports: &Ports) -> Result<Made, SiteError> {
    let tongue = Tongue::of(&ports.config.language);
    let words = tongue.words();
    let sheet = Sheet {
        template: "error.html",
        head: Head::plain(words.not_found),
        tongue,
        context: context! { title => words.not_found, line => words.not_found_line, current => "" },
        demand: Demand::Page,
    };
    let page = pages.press().print(&ports.config, &sheet)?;
    Ok(Made { page, ends: None })
}
