//! Documents and their versions: facts as JSON bytes.

use copydesk_desk::{DocumentForm, DocumentId, DocumentVersion, FiledDocument};
use copydesk_documents::{
    Completeness, DocumentKind, Facts, OfficialText, Publication, PublicationStatus,
};
use serde::{Deserialize, Serialize};

use super::{Corrupt, Fields, written};

/// Facts as a column.
pub(crate) fn facts_column(facts: &Facts) -> Result<Vec<u8>, Corrupt> {
    written(serde_json::to_vec(&FactsRow::of(facts)))
}

/// Facts as they lie in the column.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct FactsRow {
    title: Option<String>,
    kind: Option<String>,
    parties: Vec<String>,
    signed: Option<String>,
    in_force: Option<String>,
    ended: Option<String>,
    supersedes: Vec<String>,
    language: Option<String>,
    is_translation: Option<bool>,
    translator: Option<String>,
    publisher: Option<String>,
    published_at: Option<String>,
    official_texts: Vec<(String, Option<String>)>,
    completeness: Option<String>,
    publication: Vec<PublicationRow>,
}

#[derive(Serialize, Deserialize)]
struct PublicationRow {
    party: String,
    status: String,
    document: Option<String>,
    as_of: Option<String>,
    cites: Vec<String>,
}

const KINDS: [DocumentKind; 5] = [
    DocumentKind::Treaty,
    DocumentKind::Law,
    DocumentKind::Speech,
    DocumentKind::Report,
    DocumentKind::Statement,
];
const COMPLETENESS: [Completeness; 3] = [
    Completeness::Full,
    Completeness::Excerpt,
    Completeness::Paraphrase,
];
const STATUSES: [PublicationStatus; 4] = [
    PublicationStatus::Published,
    PublicationStatus::Announced,
    PublicationStatus::NotPublished,
    PublicationStatus::Unknown,
];

impl FactsRow {
    fn of(facts: &Facts) -> Self {
        let text = |one: &OfficialText| (one.language.clone(), one.publisher.clone());
        let publication = |one: &Publication| PublicationRow {
            party: one.party.clone(),
            status: one.status.name().to_owned(),
            document: one.document.clone(),
            as_of: one.as_of.clone(),
            cites: one.cites.clone(),
        };
        Self {
            title: facts.title.clone(),
            kind: facts.kind.map(|kind| kind.name().to_owned()),
            parties: facts.parties.clone(),
            signed: facts.signed.clone(),
            in_force: facts.in_force.clone(),
            ended: facts.ended.clone(),
            supersedes: facts.supersedes.clone(),
            language: facts.language.clone(),
            is_translation: facts.is_translation,
            translator: facts.translator.clone(),
            publisher: facts.publisher.clone(),
            published_at: facts.published_at.clone(),
            official_texts: facts.official_texts.iter().map(text).collect(),
            completeness: facts.completeness.map(|one| one.name().to_owned()),
            publication: facts.publication.iter().map(publication).collect(),
        }
    }

    /// `None`: a name in it is none of ours.
    fn facts(self) -> Option<Facts> {
        let text = |(language, publisher)| OfficialText {
            language,
            publisher,
        };
        let publication = |row: PublicationRow| {
            Some(Publication {
                party: row.party,
                status: named(&STATUSES, |status| status.name(), &row.status)?,
                document: row.document,
                as_of: row.as_of,
                cites: row.cites,
            })
        };
        Some(Facts {
            title: self.title,
            kind: optional(&KINDS, |kind| kind.name(), self.kind)?,
            parties: self.parties,
            signed: self.signed,
            in_force: self.in_force,
            ended: self.ended,
            supersedes: self.supersedes,
            language: self.language,
            is_translation: self.is_translation,
            translator: self.translator,
            publisher: self.publisher,
            published_at: self.published_at,
            official_texts: self.official_texts.into_iter().map(text).collect(),
            completeness: optional(&COMPLETENESS, |one| one.name(), self.completeness)?,
            publication: self
                .publication
                .into_iter()
                .map(publication)
                .collect::<Option<_>>()?,
        })
    }
}

fn named<T: Copy>(all: &[T], name_of: fn(&T) -> &'static str, name: &str) -> Option<T> {
    all.iter().find(|one| name_of(one) == name).copied()
}

fn optional<T: Copy>(
    all: &[T],
    name_of: fn(&T) -> &'static str,
    name: Option<String>,
) -> Option<Option<T>> {
    match name {
        None => Some(None),
        Some(name) => named(all, name_of, &name).map(Some),
    }
}

pub(crate) fn read(fields: &mut Fields<'_>) -> Result<FiledDocument, Corrupt> {
    Ok(FiledDocument {
        id: DocumentId::new(fields.text()?),
        revision: fields.count()?,
        version: fields.count()?,
        facts: read_facts(fields)?,
        updated: fields.instant()?,
        withdrawn: fields.optional_instant()?,
    })
}

fn read_facts(fields: &mut Fields<'_>) -> Result<Facts, Corrupt> {
    let json = fields.bytes()?;
    let row: FactsRow = serde_json::from_slice(&json).map_err(|why| fields.corrupt(why))?;
    row.facts().ok_or_else(|| fields.corrupt("an unknown name"))
}

pub(crate) fn read_version(fields: &mut Fields<'_>) -> Result<DocumentVersion, Corrupt> {
    Ok(DocumentVersion {
        document: DocumentId::new(fields.text()?),
        nth: fields.count()?,
        added: fields.instant()?,
        by: fields.actor()?,
        name: fields.optional_text()?,
        form: {
            let name = fields.name()?;
            DocumentForm::from_name(&name)
                .ok_or_else(|| fields.corrupt(format_args!("unknown form {name:?}")))?
        },
        index: fields.count()?,
        bytes: fields.bytes()?,
    })
}
