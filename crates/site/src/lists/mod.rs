//! Pages that list stories: front, section, archive, corrections, sitemaps; and the card a story is listed by.

pub mod archive;
pub mod card;
pub mod corrections;
pub mod front;
pub mod section;
pub mod sitemap;
