//! The job that computes lists of neighbours beside the pages: one story after the other, once the index has taken what
//! the pages have. A page waits for none of it; one whose list then says something else is made again.

use std::sync::Arc;
use std::time::Duration;

use super::find::find;
use crate::pages::Pages;
use crate::ports::Ports;
use crate::press::SiteError;

/// Wait after the store did not answer.
const RETRY: Duration = Duration::from_secs(1);

/// Computes what is due, whenever something is; never ends.
pub(crate) async fn follow(ports: &Ports, pages: &Arc<Pages>) {
    loop {
        if let Err(error) = settle(ports, pages).await {
            tracing::error!(%error, "neighbours of stories could not be computed");
            tokio::time::sleep(RETRY).await;
            continue;
        }
        pages.lists().asked().await;
    }
}

/// Computes every list that is due now.
///
/// # Errors
/// When the store does not answer; the list is due again.
pub async fn settle(ports: &Ports, pages: &Arc<Pages>) -> Result<(), SiteError> {
    while let Some(story) = pages.lists().next() {
        ports.reuse.reached(pages.seq()).await;
        match find(ports, pages, &story).await {
            Ok(list) => {
                if pages.lists().put(&story, list) {
                    pages.mark(&story);
                }
            }
            Err(error) => {
                pages.lists().ask(&story);
                return Err(error);
            }
        }
    }
    Ok(())
}
