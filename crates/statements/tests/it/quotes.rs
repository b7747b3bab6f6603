//! Verdicts by small examples, whom a quotation is attributed to, and the laws of the checker.

use copydesk_statements::quotes::{
    Attribution, Checked, Completeness, EditKind, Flag, KnownDocument, Prepared, Quotation, Reason,
    SegmentKind, Severity, SourceSegment, SourceText, Standing, Translation, Verdict, Voice,
    checked_json, find_quotations, story_flags,
};
use copydesk_text::Span;
use proptest::prelude::*;

use crate::treaties;

/// Checks the one quotation of `story` against a document.
#[track_caller]
fn check_against(source: &SourceText, story: &str) -> Checked {
    let found = find_quotations(story);
    assert_eq!(found.len(), 1, "{found:?}");
    let checked = Prepared::new(source).check(story, Some("en"), &found[0]);
    for edit in &checked.edits {
        let quoted = &story[edit.quoted_span.start..edit.quoted_span.end];
        assert_eq!(quoted, edit.quoted);
    }
    checked
}

#[track_caller]
fn check_verdict(story: &str, expected: Verdict) -> Checked {
    let checked = check_against(&treaties::ours(), story);
    assert_eq!(checked.verdict, Some(expected), "{story}: {checked:#?}");
    checked
}

#[test]
fn the_documents_words_are_exact() {
    let checked = check_verdict(
        "Article 1 speaks of \u{201C}a lasting partnership founded on respect\u{201D}.",
        Verdict::Exact,
    );
    let place = &checked.occurrences[0];
    assert_eq!(place.segment.as_deref(), Some("art_1"));
    let source = treaties::ours();
    assert_eq!(
        &source.text[place.spans[0].start..place.spans[0].end],
        "a lasting partnership founded on respect"
    );
    assert!(checked.edits.is_empty() && checked.normalisations.is_empty());
}

#[test]
fn marks_spaces_and_listed_spelling_are_typography() {
    check_verdict(
        "The treaty says \"wear a\u{A0}common badge.\"",
        Verdict::Typographic,
    );
    let checked = check_verdict(
        "The treaty says ships need \u{201C}the leave of the Ministry of Defence of Arden\u{201D}.",
        Verdict::Exact,
    );
    assert!(checked.flags.is_empty());
    let checked = check_verdict(
        "The treaty wants them to exchange \u{201C}programs, columns and translations\u{201D}.",
        Verdict::Typographic,
    );
    assert_eq!(checked.flags, [Flag::Spelling]);
}

#[test]
fn a_name_is_not_respelled() {
    let checked = check_verdict(
        "The treaty says ships need \u{201C}the leave of the Ministry of Defense of Arden\u{201D}.",
        Verdict::WordChange,
    );
    assert_eq!(checked.severity, Some(Severity::Material));
}

#[test]
fn brackets_are_listed_and_warn_when_a_negation_went() {
    check_verdict(
        "The treaty says \u{201C}[n]either Party shall be held to have broken this undertaking\u{201D}.",
        Verdict::Truncated,
    );
    let checked = check_verdict(
        "The treaty says relief crews \u{201C}remain under the command of the officer whom [Arden] has named\u{201D}.",
        Verdict::Bracketed,
    );
    assert_eq!(checked.edits[0].source, "the sending Party");
    let checked = check_verdict(
        "The treaty says such findings \u{201C}shall [only] be shown to third states\u{201D}.",
        Verdict::Truncated,
    );
    assert!(checked.flags.contains(&Flag::BracketMaterial));
}

#[test]
fn a_gap_says_what_it_leaves_out() {
    let checked = check_verdict(
        "The treaty says the other Party shall \u{201C}at once lend it military \u{2026} assistance by all means in its possession\u{201D}.",
        Verdict::Truncated,
    );
    assert_eq!(checked.wording, Some(Verdict::Elided));
    assert_eq!(checked.words_omitted, 2);
    assert!(
        checked
            .restriction
            .as_ref()
            .is_some_and(|passage| passage.words.starts_with("in accordance with"))
    );
}

#[test]
fn a_restriction_told_in_the_story_is_said_to_be() {
    let checked = check_verdict(
        "The treaty says duties \u{201C}shall be lowered by one half within three years\u{201D}. \
         It makes an exception where a sudden rise of imports threatens serious harm to growers.",
        Verdict::Truncated,
    );
    assert!(
        checked.flags.contains(&Flag::ConditionReported),
        "{checked:#?}"
    );
}

#[test]
fn one_changed_word_is_shown_with_its_weight() {
    let checked = check_verdict(
        "The treaty speaks of \u{201C}a lasting friendship founded on respect\u{201D}.",
        Verdict::WordChange,
    );
    assert_eq!(checked.severity, Some(Severity::Minor));
    assert_eq!(
        (
            checked.edits[0].quoted.as_str(),
            checked.edits[0].source.as_str()
        ),
        ("friendship", "partnership")
    );
    assert!(!checked.fails());
    let checked = check_verdict(
        "The treaty says trade will grow \u{201C}to 420 million crowns by 31 December 2034\u{201D}.",
        Verdict::WordChange,
    );
    assert_eq!(checked.severity, Some(Severity::Material));
    assert!(checked.fails());
}

#[test]
fn a_rendering_of_a_translation_is_never_called_false() {
    let mut source = treaties::ours();
    source.facts.translation = Translation::Translation;
    source.facts.language = Some("en".into());
    let close = "Article 4 promises \u{201C}other assistance by all means at its disposal\u{201D}.";
    let checked = check_against(&source, close);
    assert_eq!(checked.verdict, Some(Verdict::Translation), "{checked:#?}");
    assert!(checked.closest.is_some() && !checked.fails());
    let far = "Article 10 promises \u{201C}aid when rivers burst, woods burn or sickness spreads\u{201D}.";
    let checked = check_against(&source, far);
    assert_eq!(checked.verdict, Some(Verdict::Uncheckable), "{checked:#?}");
    assert!(checked.reasons.contains(&Reason::TranslationOnly));
}

#[test]
fn another_article_is_misplaced() {
    let checked = check_verdict(
        "Article 5 speaks of \u{201C}a lasting partnership founded on respect\u{201D}.",
        Verdict::Misplaced,
    );
    assert_eq!(checked.wording, Some(Verdict::Exact));
    assert_eq!(checked.occurrences[0].segment.as_deref(), Some("art_1"));
    assert!(checked.fails());
}

#[test]
fn the_reporters_words_are_not_the_speakers() {
    let text = "The harbour was silent under heavy snow.\n\nWe will open the northern road before the summer ends.";
    let mut source = SourceText::new("interview", text, treaties::official());
    let part = |id: &str, span: Span, voice: Voice| SourceSegment {
        id: id.into(),
        kind: SegmentKind::Paragraph,
        number: None,
        span,
        voice,
    };
    source.segments = vec![
        part("para_1", Span::new(0, 40), Voice::Reporter),
        part(
            "para_2",
            Span::new(42, text.len()),
            Voice::Speaker("Ida Rask".into()),
        ),
    ];
    let verdict = |story: &str| check_against(&source, story).verdict;
    let right = "\u{201C}We will open the northern road before the summer ends,\u{201D} Rask said.";
    assert_eq!(verdict(right), Some(Verdict::Typographic));
    let other = "\u{201C}We will open the northern road before the summer ends,\u{201D} Lind said.";
    assert_eq!(verdict(other), Some(Verdict::Misplaced));
    let reporter = "\u{201C}The harbour was silent under heavy snow,\u{201D} Rask said.";
    assert_eq!(verdict(reporter), Some(Verdict::Misplaced));
}

#[test]
fn absent_words_are_not_found_only_in_a_complete_official_text() {
    let story = "The treaty says \u{201C}every fisherman keeps his inherited lantern licence forever\u{201D}.";
    assert!(check_verdict(story, Verdict::NotFound).fails());
    let reason = |edit: fn(&mut SourceText)| {
        let mut source = treaties::ours();
        edit(&mut source);
        let checked = check_against(&source, story);
        assert_eq!(checked.verdict, Some(Verdict::Uncheckable), "{checked:#?}");
        checked.reasons
    };
    assert_eq!(
        reason(|s| s.facts.completeness = Completeness::Excerpt),
        [Reason::Partial]
    );
    assert_eq!(
        reason(|s| s.facts.completeness = Completeness::Paraphrase),
        [Reason::Paraphrase]
    );
    assert_eq!(
        reason(|s| s.facts.standing = Standing::Unofficial),
        [Reason::Unofficial]
    );
    assert_eq!(
        reason(|s| s.facts.language = Some("ko".into())),
        [Reason::Language]
    );
    assert_eq!(reason(|s| s.text.clear()), [Reason::SourceMissing]);
}

#[test]
fn a_few_words_get_no_verdict() {
    let story = "The treaty speaks of \u{201C}third states\u{201D} often.";
    let checked = check_against(&treaties::ours(), story);
    assert_eq!((checked.verdict, checked.occurs), (None, 2));
}

#[test]
fn quotations_are_attributed_by_their_sentence() {
    let attributed = |story: &str| {
        find_quotations(story)
            .into_iter()
            .map(|q| (q.attribution, q.articles.concat()))
            .collect::<Vec<_>>()
    };
    let document = |article: &str| (Attribution::Document, article.to_owned());
    let speaker =
        |name: Option<&str>| (Attribution::Speaker(name.map(str::to_owned)), String::new());
    assert_eq!(
        attributed("Under Article 4, each side \u{201C}shall at once lend it aid\u{201D}."),
        [document("4")]
    );
    assert_eq!(
        attributed("\u{201C}They shall keep it,\u{201D} says Article IV."),
        [document("IV")]
    );
    assert_eq!(
        attributed("Article 7: \u{201C}They shall widen their exchange.\u{201D}"),
        [document("7")]
    );
    assert_eq!(
        attributed("According to the pact, they \u{201C}shall keep it\u{201D}."),
        [document("")]
    );
    assert_eq!(
        attributed("\u{201C}We shall keep it,\u{201D} Ida Rask said."),
        [speaker(Some("Ida Rask"))]
    );
    assert_eq!(
        attributed("He said the agreement was \u{201C}a gift to us all\u{201D}."),
        [speaker(None)]
    );
    assert_eq!(
        attributed(
            "The agency said the agreement requires \u{201C}all means in its possession\u{201D}."
        ),
        [document("")]
    );
    assert_eq!(
        attributed(
            "Article 4 is the heart of the pact. It says both \u{201C}shall lend aid\u{201D}."
        ),
        [document("4")]
    );
    assert_eq!(
        attributed("\u{201C}We came,\u{201D} Rask said. \u{201C}We saw.\u{201D}"),
        [speaker(Some("Rask")), speaker(Some("Rask"))]
    );
    assert_eq!(
        attributed("A \u{201C}new dawn\u{201D} for both."),
        [(Attribution::Unknown, String::new())]
    );
}

#[test]
fn a_sentence_about_the_whole_treaty_ends_the_article_cited_before() {
    let articles = |story: &str| -> Vec<String> {
        let found = find_quotations(story);
        found.iter().map(|q| q.articles.concat()).collect()
    };
    let cited = "Article 4 is the heart of it. ";
    let after = |sentences: &str| articles(&format!("{cited}{sentences}")).concat();
    assert_eq!(after("It says both \u{201C}shall lend aid\u{201D}."), "4");
    assert_eq!(
        after("The clause says both \u{201C}shall lend aid\u{201D}."),
        "4"
    );
    assert_eq!(
        after("The treaty says both \u{201C}shall lend aid\u{201D}."),
        ""
    );
    assert_eq!(
        after(
            "The 2024 pact, signed in June, replaces two others. It says both \u{201C}shall lend aid\u{201D}."
        ),
        ""
    );
    assert_eq!(
        after("The text of the clause is short. It says both \u{201C}shall lend aid\u{201D}."),
        "4"
    );
    assert_eq!(
        after("The treaty has more. Under Article 7 both \u{201C}shall lend aid\u{201D}."),
        "7"
    );
    let checked = check_verdict(
        "Article 5 is about trade. The treaty also speaks of \u{201C}a lasting partnership founded on respect\u{201D}.",
        Verdict::Exact,
    );
    assert!(!checked.fails());
}

#[test]
fn the_reporter_may_break_in() {
    let story = "\u{201C}Relief crews carry their own identification,\u{201D} the treaty says, \u{201C}wear a common badge, \
                 and remain under the command of the officer\u{201D}.";
    let found = find_quotations(story);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].pieces.len(), 2);
    let source = treaties::ours();
    let checked = Prepared::new(&source).check(story, Some("en"), &found[0]);
    assert_eq!(checked.verdict, Some(Verdict::Exact), "{checked:#?}");
}

/// The quotation of a whole string.
fn whole(quote: &str) -> (String, Quotation) {
    let story = format!("\u{201C}{quote}\u{201D}");
    let mut quotation = Quotation::new(vec![Span::new(3, 3 + quote.len())]);
    quotation.attribution = Attribution::Document;
    (story, quotation)
}

fn check_whole(quote: &str, text: &str) -> Checked {
    let (story, quotation) = whole(quote);
    let source = SourceText::new("text", text, treaties::official());
    Prepared::new(&source).check(&story, Some("en"), &quotation)
}

/// Steps of one check against a text that says the same over and over.
fn work_of(quote: &str, phrases: usize) -> u64 {
    check_whole(
        quote,
        &"the cart shall pass the mill and the cart shall pass the bridge ".repeat(phrases),
    )
    .work
}

#[test]
fn the_work_of_a_check_is_bounded_by_the_text_whatever_the_quotation() {
    for quote in [
        "the cart shall pass \u{2026} ".repeat(63),
        "the mill shall pass the wagon \u{2026} ".repeat(63),
        "cart \u{2026} ".repeat(63),
        "the cart shall pass the mill and the wagon ".repeat(300),
        "a lantern for the cart of every herring ".repeat(300),
    ] {
        let (small, large) = (work_of(&quote, 500), work_of(&quote, 8_000));
        assert!(
            large <= small * 18,
            "{large} steps after {small}: {quote:.40}"
        );
        let words = 8_000 * 13;
        assert!(
            large <= 80 * words + 50_000_000,
            "{large} steps: {quote:.40}"
        );
    }
}

#[test]
fn a_quotation_beyond_the_bounds_is_uncheckable_and_never_called_absent() {
    let text = "the cart shall pass the mill";
    for quote in [
        "the cart \u{2026} ".repeat(65),
        "the heavy cart shall pass ".repeat(900),
    ] {
        let checked = check_whole(&quote, text);
        assert_eq!(checked.verdict, Some(Verdict::Uncheckable));
        assert_eq!(checked.reasons, [Reason::TooLong]);
        assert!(!checked.fails());
    }
}

#[test]
fn swapped_sides_give_the_mirrored_differences() {
    let pairs = [
        (
            "The Parties shall widen their exchange of goods and services",
            "The Parties shall deepen their yearly exchange of goods and services",
        ),
        (
            "Citizens enjoy the same full protection of person and property today",
            "Citizens enjoy the same protection of house and property today",
        ),
        (
            "Vessels may enter the ports of Sund and Kallavik for repair water and grain",
            "Vessels may enter the ports of Kallavik and Sund for repair water and grain",
        ),
        (
            "one alpha beta gamma beta seven light harbour",
            "one beta alpha gamma alpha seven light harbour",
        ),
    ];
    for (a, b) in pairs {
        let (there, back) = (check_whole(a, b), check_whole(b, a));
        assert_eq!(there.verdict, back.verdict, "{a}");
        let mirrored = |kind: EditKind| match kind {
            EditKind::Added => EditKind::Removed,
            EditKind::Removed => EditKind::Added,
            other => other,
        };
        let plain: Vec<_> = there
            .edits
            .iter()
            .map(|e| {
                (
                    e.kind,
                    e.quoted.clone(),
                    e.source.clone(),
                    e.touches.clone(),
                )
            })
            .collect();
        let mirror: Vec<_> = back
            .edits
            .iter()
            .map(|e| {
                (
                    mirrored(e.kind),
                    e.source.clone(),
                    e.quoted.clone(),
                    e.touches.clone(),
                )
            })
            .collect();
        assert_eq!(plain, mirror, "{a}\n{b}");
    }
}

#[test]
fn a_further_official_text_never_worsens_an_exact_and_reopens_the_verdict() {
    let story = "Article 1 speaks of \u{201C}a lasting partnership founded on respect for the independence\u{201D}.";
    let quotation = &find_quotations(story)[0];
    let alone = treaties::ours();
    let first = Prepared::new(&alone).check(story, Some("en"), quotation);
    assert_eq!(first.verdict, Some(Verdict::Exact));
    let mut others = treaties::public();
    others.truncate(3);
    let mut reworded = treaties::ours();
    reworded.text = reworded
        .text
        .replace("a lasting partnership", "a lasting bond");
    others.push(reworded);
    for other in others {
        let mut more = treaties::ours();
        more.related = vec![other];
        let prepared = Prepared::new(&more);
        let again = prepared.check(story, Some("en"), quotation);
        assert_eq!(again.verdict, Some(Verdict::Exact));
        assert!(!first.stands(&prepared) && again.stands(&prepared));
    }
    let mut changed = treaties::ours();
    changed.text.push_str(" Added.");
    assert!(!first.stands(&Prepared::new(&changed)));
    assert!(first.stands(&Prepared::new(&treaties::ours())));
}

#[test]
fn an_official_text_settles_what_a_translation_left_open() {
    let story = "Article 4 promises \u{201C}military and other assistance with every means it owns\u{201D}.";
    let quotation = &find_quotations(story)[0];
    let mut translated = treaties::ours();
    translated.facts.translation = Translation::Translation;
    let before = Prepared::new(&translated).check(story, Some("en"), quotation);
    let mut official = treaties::ours();
    official.text = official.text.replace(
        "other assistance by all means in its possession",
        "other assistance with every means it owns",
    );
    translated.related = vec![official];
    let prepared = Prepared::new(&translated);
    let after = prepared.check(story, Some("en"), quotation);
    assert_ne!(before.verdict, Some(Verdict::Truncated));
    assert_eq!(
        (after.verdict, after.wording),
        (Some(Verdict::Truncated), Some(Verdict::Exact)),
        "{after:#?}"
    );
}

#[test]
fn a_story_is_flagged_before_publication() {
    let treaty = treaties::ours();
    let statute = SourceText::new(
        "statute",
        include_str!("data/statute.txt").trim_end(),
        treaties::official(),
    );
    let (treaty, statute) = (Prepared::new(&treaty), Prepared::new(&statute));
    let known = |prepared, name: &str| KnownDocument {
        prepared,
        names: vec![name.to_owned()],
    };
    let documents = [
        known(&treaty, "Arden treaty"),
        known(&statute, "Harbour Statute"),
    ];
    let flags = |story: &str| {
        let found = story_flags(story, Some("en"), &documents);
        found
            .into_iter()
            .map(|flag| (flag.document, flag.checked.verdict, flag.stands_in))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        flags(
            "The Arden treaty speaks in its text of \u{201C}a lasting partnership founded on respect\u{201D}."
        ),
        []
    );
    assert_eq!(
        flags(
            "The Arden treaty: under Article 14 they send \u{201C}no fewer than 950 pupils and sixty teachers\u{201D}."
        ),
        [(0, Some(Verdict::WordChange), None)]
    );
    assert_eq!(
        flags(
            "Under the Arden treaty \u{201C}a fine of eighty crowns falls on captains who burn wet peat\u{201D}."
        ),
        [(0, Some(Verdict::Misplaced), Some(1))]
    );
    // Nobody says which document is meant; and a person's words are a person's.
    assert_eq!(
        flags("The text says \u{201C}every lantern burns until the herring come home\u{201D}."),
        []
    );
    assert_eq!(
        flags("\u{201C}The Arden treaty gives us lanterns and herring forever,\u{201D} Lind said."),
        []
    );
    assert_eq!(
        flags(
            "The Arden treaty and the Harbour Statute differ: the text says \u{201C}A fine of eighty crowns falls on captains\u{201D}."
        ),
        []
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_story_gets_sound_spans_and_the_same_answer_twice(
        story in prop_oneof![
            "((\u{201C}|\u{201D}|\"|'|\\[|\\]|\u{2026}|shall|not|Parties|Article 4|the|lend it|military|sic|means|said|,|\\.|\n\n) ?){0,40}",
            any::<String>(),
        ],
        text in "((the|Parties|shall|lend|it|military|means|unless|not|-\n|\\[|\\]|\u{2026}|,|\\.|;|\n\n) ?){0,60}",
    ) {
        let source = SourceText::new("text", text, treaties::official());
        let prepared = Prepared::new(&source);
        let mut quotations = find_quotations(&story);
        for quotation in &quotations {
            for piece in &quotation.pieces {
                prop_assert!(story.get(piece.start..piece.end).is_some());
            }
        }
        quotations.push(Quotation::new(vec![Span::new(0, story.len())]));
        let checked = prepared.check_all(&story, None, &quotations);
        for one in &checked {
            for edit in &one.edits {
                prop_assert_eq!(story.get(edit.quoted_span.start..edit.quoted_span.end), Some(edit.quoted.as_str()));
                prop_assert_eq!(source.text.get(edit.source_span.start..edit.source_span.end), Some(edit.source.as_str()));
                prop_assert!(edit.quoted.get(edit.inside.0.start..edit.inside.0.end).is_some());
                prop_assert!(edit.source.get(edit.inside.1.start..edit.inside.1.end).is_some());
            }
            for span in one.occurrences.iter().flat_map(|place| &place.spans) {
                prop_assert!(source.text.get(span.start..span.end).is_some());
            }
            let exact = one.verdict == Some(Verdict::Exact);
            prop_assert!(!exact || (one.edits.is_empty() && one.normalisations.is_empty()));
        }
        let again = prepared.check_all(&story, None, &quotations);
        let bytes = |list: &[Checked]| list.iter().map(|one| checked_json(&story, one).to_string()).collect::<Vec<_>>();
        prop_assert_eq!(bytes(&checked), bytes(&again));
    }
}
