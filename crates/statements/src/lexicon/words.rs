//! Closed lists of function words, of nouns by what they name, and of abbreviations. Written by hand; a word may stand in
//! several. Never says what a word is where it stands.

use super::Flags;

pub(super) const FUNCTION_WORDS: &[(Flags, &str)] = &[
    (
        Flags::DETERMINER,
        "a an the this that these those some any every each no another both either neither such \
        what which all",
    ),
    (Flags::POSSESSIVE, "my your his her its our their whose"),
    (
        Flags::PREPOSITION,
        "of in on at by for with from to into onto over under about after before during between among \
        amid against through throughout since until toward towards upon within without despite besides beside behind \
        below above across along around near off outside inside via per like unlike beyond except following given \
        regarding concerning including ahead because as than",
    ),
    (
        Flags::ADVERBIAL_PREPOSITION,
        "in on at during after before amid since throughout by through via from following \
        despite outside inside with for over",
    ),
    (Flags::COORDINATOR, "and or nor &"),
    (
        Flags::SUBORDINATOR,
        "because while when whereas although though if unless whether until so but yet where how why \
        whenever wherever once lest as since before after than",
    ),
    (Flags::SUBJECT, "i he she we they it you who one"),
    (
        Flags::OBJECT,
        "me him her us them you it himself herself themselves",
    ),
    (Flags::RELATIVE, "who which whom whose that where"),
    (Flags::WH, "what how why whether who whom which when where"),
    (
        Flags::BE.or(Flags::AUXILIARY),
        "is was are were be been being am 're 'm ’re ’m isn wasn aren weren",
    ),
    (
        Flags::HAVE.or(Flags::AUXILIARY),
        "has have had having 've ’ve hasn haven hadn",
    ),
    (Flags::DO.or(Flags::AUXILIARY), "does do did doesn don didn"),
    (
        Flags::MODAL.or(Flags::AUXILIARY),
        "will would can could shall should may might must 'll ’ll 'd ’d wo wouldn \
        couldn shouldn ca cannot mustn won",
    ),
    (
        Flags::NEGATION,
        "not n't n’t never neither nor no cannot hardly",
    ),
    (
        Flags::ADVERB,
        "also then just again still now even once too often always later earlier soon already ever \
        further first last only rather instead perhaps maybe sometimes twice almost nearly quite simply elsewhere \
        meanwhile moreover however nevertheless nonetheless therefore thus hence here there likewise otherwise \
        indeed yet well sarcastically reportedly afterwards afterward so far yesterday today thereby together \
        long recently publicly privately",
    ),
    (
        Flags::TIME,
        "monday tuesday wednesday thursday friday saturday sunday january february march april june july \
        august september october november december mon tue wed thu fri sat sun mon. tue. wed. thu. fri. sat. sun. \
        jan. feb. aug. sept. oct. nov. dec. yesterday today tomorrow tonight recently earlier later afterwards \
        afterward ago lately overnight midday noon",
    ),
    (
        Flags::FINITE,
        "went took made came gave got knew became began met won lost kept left stood sat ran fell brought \
        bought built caught chose drew drove ate flew forgot grew hid led lay paid rose sent spent stole struck taught \
        threw wore meant dealt fought sought broke shook sank sang slept arose awoke withdrew overcame understood \
        makes takes gives gets goes comes keeps leads means runs seems remains became becomes happens appears",
    ),
    (
        Flags::QUANTITY,
        "some many several most few all both one two three four five six seven eight nine ten dozens \
        hundreds thousands more other others another critics",
    ),
    (
        Flags::TITLE,
        "mr mrs ms dr prof mr. mrs. ms. dr. prof. sen. rep. gov. gen. col. maj. capt. lt. sgt. rev. hon. \
        sir lord lady dame president vice senator representative governor general secretary minister chancellor \
        king queen prince princess pope judge justice mayor chairman chairwoman speaker ambassador admiral colonel \
        captain coach father sister brother rabbi imam bishop archbishop cardinal inspector constable chief detective commissioner professor doctor former prime deputy foreign defence defense",
    ),
    (
        Flags::EXPERT,
        "analyst analysts expert experts scholar scholars professor professors economist economists \
        historian historians researcher researchers fellow fellows observer observers strategist strategists \
        academic academics specialist specialists",
    ),
    (
        Flags::DOCUMENT,
        "agreement agreements treaty treaties pact pacts protocol protocols article articles clause \
        clauses annex charter charters law laws bill bills resolution resolutions text texts statement statements \
        communique communiqué letter letters report reports ruling rulings indictment indictments convention \
        accord complaint lawsuit filing document documents memo memorandum constitution declaration poll study \
        survey analysis review article",
    ),
    (Flags::CLITIC, "'s ’s 'd ’d 'll ’ll 've ’ve 're ’re 'm ’m"),
    (
        Flags::OPENER,
        "the a an this that these those he she it they we i you but and in on at as for when while if \
        his her their our its there what who how why after before since some many most all one two so yet even \
        still then now with from to by under mr. mrs. ms. mr mrs ms both each meanwhile however although though \
        asked",
    ),
    (
        Flags::HEDGE,
        "reportedly allegedly apparently supposedly seemingly probably possibly perhaps may might could \
        would seems seemed appears appeared purportedly likely",
    ),
    (
        Flags::CONTROL,
        "decline declines declined declining refuse refuses refused refusing continue continues continued \
        continuing try tries tried trying appear appears appeared appearing seem seems seemed seeming fail fails \
        failed failing begin begins began beginning want wants wanted go goes went going attempt attempts attempted \
        proceed proceeds proceeded start starts started like likes liked hasten hastens hastened",
    ),
    (
        Flags::REFUSAL,
        "decline declines declined declining refuse refuses refused refusing fail fails failed failing",
    ),
    (Flags::THAT, "that"),
    (Flags::TO, "to"),
    (Flags::BY, "by"),
    (Flags::OF, "of"),
    (Flags::AS, "as"),
    (Flags::WHO, "who"),
    (Flags::IT, "it"),
    (Flags::DEMONSTRATIVE, "this that these those it"),
    (
        Flags::NOBODY,
        "everything nothing nobody something anything none",
    ),
    (Flags::HEARSAY, "according"),
    (
        Flags::CLAUSAL_NOUN,
        "claim claims statement statements warning warnings assertion assertions allegation allegations \
        accusation accusations belief beliefs view views argument arguments assurance assurances suggestion \
        suggestions promise promises pledge pledges threat threats announcement comment comments remark remarks \
        complaint complaints contention charge charges prediction predictions conclusion concern concerns fear \
        fears hope hopes opinion notion idea insistence acknowledgment acknowledgement admission declaration \
        reports report rumors rumours vow vows call calls demand demands request requests",
    ),
    (
        Flags::PLURAL,
        "they we people officials critics analysts experts police voters supporters opponents leaders \
        lawmakers democrats republicans others aides advisers investigators prosecutors authorities sources \
        researchers scholars economists scientists residents witnesses activists diplomats ministers observers \
        some many several most few both",
    ),
    (
        Flags::ORGANISATION,
        "ministry government party committee council agency company office department university \
        institute bank campaign court police army administration commission union group association organization \
        organisation federation foundation league ministry parliament senate house board bureau authority fund network coalition alliance administration",
    ),
    (
        Flags::PERSON,
        "spokesman spokeswoman spokesperson president minister official senator governor chairman \
        chairwoman director leader chief secretary lawyer attorney professor analyst expert candidate nominee mayor \
        judge general doctor reporter adviser aide manager executive officer ambassador envoy king queen \
        chancellor lawmaker negotiator strategist pollster historian economist congressman congresswoman",
    ),
    (
        Flags::SPELL,
        "week month year morning afternoon evening night weekend summer winter spring autumn fall time",
    ),
    (
        Flags::KIN,
        "husband wife neighbour neighbor father mother son daughter brother sister friend rival colleague opponent successor \
        predecessor man woman boy girl voter critic victim suspect defendant plaintiff witness host moderator client \
        supporter boss partner student teacher driver soldier pilot farmer officer",
    ),
    (
        Flags::MEDIUM,
        "newspaper paper magazine broadcaster daily weekly website agency channel network times post \
        journal news tribune herald press gazette",
    ),
    (
        Flags::EVENT,
        "interview interviews statement speech address conference briefing rally tweet email e-mail letter \
        memo testimony debate hearing column article post op-ed report release broadcast message note call filing \
        interview podcast appearance event meeting news television radio monologue essay book",
    ),
    (
        Flags::FEMALE,
        "she her hers herself mrs mrs. ms ms. queen princess lady dame madam woman spokeswoman \
        congresswoman chairwoman wife mother daughter sister girl",
    ),
    (
        Flags::MALE,
        "he his him himself mr mr. king prince sir lord man spokesman congressman chairman husband father son brother boy",
    ),
    (
        Flags::NO_PERSON,
        "states kingdom city county street school hospital island islands sea river lake north south east \
        west new united white house supreme avenue road district region republic nations act day war week \
        cup bay beach hills port fort square center centre american americans european asian african british \
        chinese russian french german islamic democratic republican democrats republicans national \
        international federal general central affairs security trade health energy justice times post daily \
        world global accord pact treaty agreement charter convention protocol declaration article summit \
        forum english street saint san los las el great capitol hill village province valley straits strait \
        gulf ocean studies show islam christianity twitter facebook youtube internet",
    ),
    (
        Flags::ALLEGIANCE,
        "republican republicans democratic democrat democrats gop labour conservative liberal green american \
        british russian chinese french german european indian israeli mexican canadian african asian \
        libertarian socialist communist",
    ),
    (
        Flags::FIELD,
        "state defense defence commerce labor labour energy education agriculture treasury transportation \
        transport homeland security national intelligence foreign affairs health human services justice \
        finance interior economy trade culture environment veterans housing war navy army",
    ),
    (
        Flags::NOT_ADVERB,
        "family ally italy july supply reply rally daily weekly monthly early only likely friendly deadly \
        elderly assembly anomaly monopoly kelly emily beverly reilly o’reilly o'reilly billy sally holly \
        molly homily imply apply comply multiply",
    ),
    (Flags::PUT, "put puts"),
];

/// Words that keep their full stop, case as written.
pub(super) const ABBREVIATIONS: &str = "Mr Mrs Ms Dr Prof Sen Sens Rep Reps Gov Gen Col Maj Capt Cmdr Lt Sgt Cpl Rev Hon St Jr Sr \
    Inc Corp Ltd Co Bros Jan Feb Mar Apr Aug Sept Oct Nov Dec vs Adm Pres Supt Mt Ft No Nos Del Atty Dist Ark Calif \
    Conn Fla Mass Mich Minn Miss Okla Pa Va Wash Wis Ariz Colo Ga Ill Ind Kan Ky La Md Mo Mont Neb Nev Ore Tenn Tex Vt Wyo Messrs";
