//! The check of a story.
