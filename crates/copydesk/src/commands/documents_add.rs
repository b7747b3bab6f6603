//! `copydesk documents add`: files a document, or the next version of one, in a newsroom's data folder. What the file
//! does not state and nobody says stays unknown. Needs the folder to itself; a running newsroom holds it.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::Args;
use copydesk_desk::decide::{Acting, file_document, slug};
use copydesk_desk::{Actor, Clock, DocumentForm, DocumentId, DocumentVersion, EditorName};
use copydesk_documents::{
    Document, Facts, Publication, PublicationStatus, ReadHint, Unreadable, read, read_pdf_text,
};

use crate::clock::SystemClock;
use crate::commands::{Outcome, pdftotext};

/// Longest id made of a title, characters.
const ID_CHARACTERS_MAX: usize = 60;

/// What is filed, and what is known of it.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The document: text, HTML, Markdown, PDF, Akoma Ntoso, or JSON or XML of a treaty collection.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// Its id, the last part of its address; without it, made of the title. The id of a document that is there makes
    /// this its next version.
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Its title.
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// A party; may stand several times.
    #[arg(long = "party", value_name = "NAME")]
    pub parties: Vec<String>,
    /// Day of signature.
    #[arg(long, value_name = "DAY")]
    pub signed: Option<String>,
    /// Day of entry into force.
    #[arg(long, value_name = "DAY")]
    pub in_force: Option<String>,
    /// Day it ended.
    #[arg(long, value_name = "DAY")]
    pub ended: Option<String>,
    /// Who published this text.
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,
    /// Day of that publication.
    #[arg(long, value_name = "DAY")]
    pub published: Option<String>,
    /// A party that has published its text; may stand several times.
    #[arg(long = "published-by", value_name = "PARTY")]
    pub published_by: Vec<String>,
    /// Its language (BCP 47); of a file with several languages, the one filed.
    #[arg(long, value_name = "LANG")]
    pub language: Option<String>,
    /// In whose name it is filed.
    #[arg(long, value_name = "NAME", default_value = "operator")]
    pub by: String,
}

/// Files it.
pub fn run(options: &Options) -> anyhow::Result<Outcome> {
    let name = options.file.display();
    let (documents, form, bytes) = opened(&options.file)?;
    let index = chosen(&documents, options.language.as_deref())
        .ok_or_else(|| anyhow!("{name}: holds no text in that language"))?;
    let stated = facts(options)?;
    let title = stated
        .title
        .clone()
        .or(documents[index].facts.title.clone());
    let id = match (&options.id, title) {
        (Some(id), _) => id.clone(),
        (None, Some(title)) => slug(&title).chars().take(ID_CHARACTERS_MAX).collect(),
        (None, None) => bail!("{name}: states no title: say --title"),
    };
    let fits =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if id.is_empty() || !id.chars().all(fits) {
        bail!("--id {id}: small letters, digits and hyphens");
    }
    let acting = Acting {
        by: Actor::Editor(EditorName::new(&options.by)),
        now: SystemClock.now(),
    };
    let version = DocumentVersion {
        document: DocumentId::new(id.trim_matches('-')),
        nth: 1,
        added: acting.now,
        by: acting.by.clone(),
        name: options
            .file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned()),
        form,
        index: u32::try_from(index).unwrap_or(0),
        bytes,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("async runtime")?;
    let said = runtime.block_on(file_in(&options.data, version, stated, &acting));
    println!("{}", said.with_context(|| name.to_string())?);
    Ok(Outcome::Done)
}

async fn file_in(
    data: &Path,
    version: DocumentVersion,
    stated: Facts,
    acting: &Acting,
) -> anyhow::Result<String> {
    let store = crate::engine::open_existing_folder(data)?.store;
    let id = version.document.clone();
    let filed = store.document(id.clone()).await?;
    let last = store.document_versions(id.clone()).await?.pop();
    let before = filed.as_ref().zip(last.as_ref());
    let act =
        file_document(before, version, stated, acting).map_err(|refusal| anyhow!("{refusal}"))?;
    let nth = act.document_versions.first().map_or(1, |one| one.nth);
    store.commit(act).await?;
    Ok(format!("/documents/{id}, version {nth}"))
}

/// The documents of a file, with the bytes that are kept.
fn opened(file: &Path) -> anyhow::Result<(Vec<Document>, DocumentForm, Vec<u8>)> {
    let name = file.display();
    let raw = std::fs::read(file).with_context(|| name.to_string())?;
    let hint = ReadHint {
        file_name: file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned()),
    };
    match read(&raw, &hint) {
        Ok(documents) => Ok((documents, DocumentForm::File, raw)),
        Err(Unreadable::Pdf) => {
            let text = pdftotext::text_of(file)?;
            let document = read_pdf_text(&text).map_err(|why| anyhow!("{name}: {why}"))?;
            Ok((vec![document], DocumentForm::PdfText, text))
        }
        Err(why) => bail!("{name}: {why}"),
    }
}

/// The document in the language wanted; without one the first, and a file with a single document is taken as it is.
fn chosen(documents: &[Document], language: Option<&str>) -> Option<usize> {
    let Some(language) = language.filter(|_| documents.len() > 1) else {
        return Some(0);
    };
    documents.iter().position(|one| {
        let own = one.facts.language.as_deref().unwrap_or("");
        own.eq_ignore_ascii_case(language)
    })
}

fn facts(options: &Options) -> anyhow::Result<Facts> {
    for (name, day) in [
        ("--signed", &options.signed),
        ("--in-force", &options.in_force),
        ("--ended", &options.ended),
        ("--published", &options.published),
    ] {
        if day
            .as_ref()
            .is_some_and(|day| day.parse::<jiff::civil::Date>().is_err())
        {
            bail!("{name}: a day as YYYY-MM-DD");
        }
    }
    let publication = |party: &String| Publication {
        party: party.clone(),
        status: PublicationStatus::Published,
        document: None,
        as_of: options.published.clone(),
        cites: Vec::new(),
    };
    Ok(Facts {
        title: options.title.clone(),
        parties: options.parties.clone(),
        signed: options.signed.clone(),
        in_force: options.in_force.clone(),
        ended: options.ended.clone(),
        publisher: options.publisher.clone(),
        published_at: options.published.clone(),
        language: options.language.clone(),
        publication: options.published_by.iter().map(publication).collect(),
        ..Facts::default()
    })
}
