//! The guarded client for what is no feed: witnesses, pages that somebody wants verified. The same rules for addresses as
//! for feeds; follows no redirect, sends no credential, keeps nothing.

use std::future::Future;
use std::pin::Pin;

use copydesk_desk::{Web, WebAnswer, WebFailure, WebRequest};
use reqwest::Client;
use reqwest::header::{CONTENT_TYPE, LOCATION};

use crate::address::PrivateAddresses;
use crate::fetch::{self, FetchError};

/// Asks URLs one by one.
pub struct GuardedWeb {
    client: Client,
    private_addresses: PrivateAddresses,
}

impl GuardedWeb {
    /// A client. A rustls crypto provider must have been installed before.
    ///
    /// # Errors
    /// When no client can be built, for want of root certificates, say.
    pub fn new(private_addresses: PrivateAddresses) -> Result<Self, FetchError> {
        Ok(Self {
            client: fetch::client(private_addresses)?,
            private_addresses,
        })
    }

    async fn answer(&self, request: WebRequest) -> Result<WebAnswer, FetchError> {
        let url = fetch::checked_url(&request.url, self.private_addresses)?;
        let asked = match request.body {
            Some(body) => self.client.post(url.clone()).body(body),
            None => self.client.get(url.clone()),
        };
        let mut response = asked
            .send()
            .await
            .map_err(|error| fetch::connection_error(&url, &error))?;
        let mut answer = WebAnswer {
            status: response.status().as_u16(),
            content_type: fetch::header(&response, &CONTENT_TYPE),
            location: fetch::header(&response, &LOCATION),
            body: Vec::new(),
        };
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| fetch::connection_error(&url, &error))?
        {
            if answer.body.len() + chunk.len() > request.body_bytes_max {
                return Err(FetchError::TooLarge(request.body_bytes_max as u64));
            }
            answer.body.extend_from_slice(&chunk);
        }
        Ok(answer)
    }
}

impl Web for GuardedWeb {
    fn ask(
        &self,
        request: WebRequest,
    ) -> Pin<Box<dyn Future<Output = Result<WebAnswer, WebFailure>> + Send + '_>> {
        let wait = request.wait;
        Box::pin(async move {
            let answered = tokio::time::timeout(wait, self.answer(request)).await;
            let answered = answered.unwrap_or(Err(FetchError::TooSlow(wait)));
            answered.map_err(|error| WebFailure(error.to_string()))
        })
    }
}
