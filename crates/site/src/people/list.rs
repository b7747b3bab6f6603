//! `/people/`: the confirmed speakers of whom a readable story speaks. Names nobody whom no readable story names.

use copydesk_desk::Entity;
use minijinja::context;

use crate::head::Head;
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::speaker_path;
use crate::seal::Demand;
use crate::words::Tongue;

/// Prints the list.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(pages: &Pages, ports: &Ports) -> Result<Made, SiteError> {
    let config = &ports.config;
    let tongue = Tongue::of(&config.language);
    let mut shown: Vec<Entity> = Vec::new();
    for entity in ports.store.entities().await? {
        if !super::show::candidates(pages, ports, &entity)
            .await?
            .is_empty()
        {
            shown.push(entity);
        }
    }
    shown.sort_by_key(|entity| entity.name.to_lowercase());
    let people: Vec<_> = shown
        .iter()
        .map(|entity| context! { name => entity.name.as_str(), path => speaker_path(&entity.id) })
        .collect();
    let sheet = Sheet {
        template: "people.html",
        head: Head {
            title: tongue.words().people.to_owned(),
            canonical: Some("/people/".to_owned()),
            ..Head::default()
        },
        tongue,
        context: context! { people => people, current => "" },
        demand: Demand::Page,
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Made { page, ends: None })
}
