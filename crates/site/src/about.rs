//! `/about/{page}`: how the disclosure is made, in the site's words.

use minijinja::context;

use crate::head::Head;
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::seal::Demand;
use crate::words::Tongue;

/// Prints a page about the site; `None` if there is none of that name.
///
/// # Errors
/// When the page cannot be sealed.
pub fn make(pages: &Pages, ports: &Ports, page: &str) -> Result<Option<Made>, SiteError> {
    if page != "disclosure" {
        return Ok(None);
    }
    let tongue = Tongue::of(&ports.config.language);
    let sheet = Sheet {
        template: "about.html",
        head: Head {
            title: tongue.words().about.to_owned(),
            canonical: Some("/about/disclosure".to_owned()),
            ..Head::default()
        },
        tongue,
        context: context! { tongue => tongue.tag(), current => "" },
        demand: Demand::Page,
    };
    let page = pages.press().print(&ports.config, &sheet)?;
    Ok(Some(Made { page, ends: None }))
}
