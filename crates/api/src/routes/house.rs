//! What the house has: this description, notices, accounts, agreements.

use super::{Door, FLAG, Method, Route, WRITES, done, good, made, query, route};
use crate::answer::Made;
use crate::handlers::notices::Description;
use crate::handlers::{accounts, agencies, agreements, notices, problems};
use Door::{Administrators, Anybody, Everybody, Governors};
use Method::{Delete, Get, Post, Put};

pub(super) const ROUTES: &[Route] = &[
    route(
        Get,
        "/openapi.json",
        "description",
        "About",
        Everybody,
        good::<Description>("The description"),
        notices::description,
        "This description",
    ),
    route(
        Get,
        "/problems",
        "listProblems",
        "About",
        Everybody,
        good::<problems::Problems>("Every kind of problem"),
        problems::list,
        "The kinds of problems that this interface answers with: the `type` of each leads here",
    ),
    route(
        Get,
        "/me",
        "me",
        "About",
        Anybody,
        good::<accounts::Me>("Who acts"),
        accounts::me,
        "Who this token acts as, and for which purpose",
    ),
    route(
        Get,
        "/notices",
        "listNotices",
        "Notices",
        Everybody,
        good::<notices::Notices>("Every published version"),
        notices::list,
        "The published privacy notices",
    ),
    route(
        Get,
        "/notices/{authority}/{notice}",
        "openNotice",
        "Notices",
        Everybody,
        good::<notices::Notice>("The notice"),
        notices::open,
        "A published privacy notice, with its statements",
    )
    .with(&[query(
        "version",
        r#"{"type":"string","pattern":"^[0-9A-Za-z.+-]{1,32}$"}"#,
        "This version rather than the latest",
    )]),
    route(
        Get,
        "/accounts",
        "listAccounts",
        "Administration",
        Administrators,
        good::<accounts::Accounts>("The accounts"),
        accounts::list,
        "Every account",
    ),
    route(
        Post,
        "/accounts/{account}/state",
        "switchAccount",
        "Administration",
        Administrators,
        done("It is as asked"),
        accounts::switch,
        "Lets an account log in, or not any more: its sessions end at once",
    )
    .takes::<accounts::Switch>()
    .or(WRITES),
    route(
        Get,
        "/agreements",
        "listAgreements",
        "Agreements",
        Governors,
        good::<agreements::Register>("The register"),
        agreements::list,
        "The register of agreements, what presses first; and bodies to which nothing goes for want of one",
    ),
    route(
        Get,
        "/partners",
        "listPartners",
        "Agreements",
        Governors,
        good::<agreements::Partners>("The partners"),
        agreements::partners,
        "Everybody whom a notice names or its lists have enrolled, and how their agreements stand",
    ),
    route(
        Get,
        "/notices/{authority}/{notice}/agreement-parties",
        "agreementParties",
        "Agreements",
        Governors,
        good::<agreements::Parties>("The bodies"),
        agreements::parties,
        "With whom an agreement under a notice can be made",
    ),
    route(
        Post,
        "/notices/{authority}/{notice}/agreements",
        "makeAgreement",
        "Agreements",
        Governors,
        made::<Made>("The agreement"),
        agreements::make,
        "Puts an agreement into the register. Nothing goes under it before both sides have signed",
    )
    .takes::<agreements::TermsOf>()
    .or(WRITES),
    route(
        Get,
        "/agreements/{agreement}",
        "openAgreement",
        "Agreements",
        Governors,
        good::<agreements::Agreement>("The agreement"),
        agreements::open,
        "An agreement with its terms",
    ),
    route(
        Put,
        "/agreements/{agreement}",
        "changeAgreement",
        "Agreements",
        Governors,
        done("It is as given"),
        agreements::change,
        "Changes the terms of an agreement that nobody has signed",
    )
    .takes::<agreements::TermsOf>()
    .or(WRITES),
    route(
        Post,
        "/agreements/{agreement}/sign",
        "signAgreement",
        "Agreements",
        Governors,
        done("It is signed for the council"),
        agreements::sign,
        "The data protection officer signs for the council, today",
    )
    .or(&[409]),
    route(
        Post,
        "/agreements/{agreement}/countersigned",
        "countersigned",
        "Agreements",
        Governors,
        done("It is written down"),
        agreements::countersigned,
        "Writes down that the other side has signed",
    )
    .takes::<agreements::Countersigned>()
    .or(WRITES),
    route(
        Post,
        "/agreements/{agreement}/sides",
        "sayBothSides",
        "Agreements",
        Governors,
        done("It is written down"),
        agreements::sides,
        "Writes down whom to reach on both sides, and who is the data protection officer of the other",
    )
    .takes::<agreements::Sides>()
    .or(WRITES),
    route(
        Post,
        "/agreements/{agreement}/reviewed",
        "reviewedAgreement",
        "Agreements",
        Governors,
        done("It is written down"),
        agreements::reviewed,
        "Writes down that both sides have looked at it again",
    )
    .takes::<agreements::Reviewed>()
    .or(WRITES),
    route(
        Post,
        "/agreements/{agreement}/end",
        "endAgreement",
        "Agreements",
        Governors,
        done("Nothing goes under it any more"),
        agreements::end,
        "Ends an agreement before its time",
    )
    .takes::<agreements::Ended>()
    .or(WRITES),
    route(Get, "/agencies", "listAgenciesKept", "Agencies", Administrators, good::<agencies::Register>("The register"), agencies::list, "The register of agencies: every organisation once, over all notices; and bodies that are not in it").with(&[
        query("kind", r#"{"enum":["council","police","probation","health","social-care","housing","support","charity","advice","education","government","supplier","other"]}"#, "Only of this kind"),
        query("closed", FLAG, "Those that nobody works with any more rather than the others"),
    ]),
    route(Post, "/agencies", "makeAgency", "Agencies", Administrators, made::<Made>("The agency"), agencies::make, "Puts an agency into the register").takes::<agencies::ToMake>().or(WRITES),
    route(Get, "/agencies/{agency}", "openAgency", "Agencies", Administrators, good::<agencies::Opened>("The agency"), agencies::open, "An agency: whom to reach, what it is in each notice, its agreements and accounts, what was changed"),
    route(Put, "/agencies/{agency}", "changeAgency", "Agencies", Administrators, done("It is as given"), agencies::change, "Changes name and kind of an agency").takes::<agencies::Changed>().or(WRITES),
    route(Post, "/agencies/{agency}/contacts", "addAgencyContact", "Agencies", Administrators, made::<Made>("The contact"), agencies::add_contact, "Adds somebody, or a desk, to be reached").takes::<agencies::ContactToAdd>().or(WRITES),
    route(Delete, "/agencies/{agency}/contacts/{contact}", "endAgencyContact", "Agencies", Administrators, done("It is forgotten"), agencies::end_contact, "Takes a contact away: who is not reached there any more is forgotten").or(&[409]),
];
