//! The one table of routes. The router is built from it, and so are the tests that try every route as everybody.

use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::handlers::work;
use crate::handlers::{
    access, account, admin, agreements, case, cases, consent, desk, edit, inbound, intake, jobs, linking, me, messages,
    notices, own, partners, passkeys, person, portal, requests, retention, share, teams, tokens, withdrawals,
};

/// How a route is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// To look.
    Get,
    /// To do something, with a form.
    Post,
}

/// Who may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Everybody.
    Everybody,
    /// Who has given the password and not yet the second factor.
    HalfIn,
    /// Who has logged in.
    LoggedIn,
    /// Whose record it is, or who acts for them: logged in on their own page.
    Person,
    /// Who acts in some capacity of a notice: the controller's people and the partners.
    Caseworkers,
    /// Who keeps the register of agreements: administrators, and the data protection officers of the notices.
    Governors,
    /// Administrators, to whom no content is released.
    Administrators,
}

/// A handler: it may block.
pub(crate) type Handler = fn(&Ask) -> Result<Answer, Failure>;

/// What a route gives.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Gives {
    /// A page, or what a form does. `again` shows the form with everything typed, for when its token was not right.
    Page { handle: Handler, again: Option<Handler> },
    /// A form that files come with.
    Upload { handle: Handler, again: Handler },
    /// A static file.
    File,
    /// The icon, where browsers look for it.
    Icon,
    /// Whether the server is well.
    Health,
}

/// A route.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// How it is asked.
    pub method: Method,
    /// Its address, with parameters in braces.
    pub path: &'static str,
    /// Who may come in.
    pub door: Door,
    pub(crate) gives: Gives,
}

const fn get(path: &'static str, door: Door, handle: Handler) -> Route {
    Route { method: Method::Get, path, door, gives: Gives::Page { handle, again: None } }
}

/// A form that can be shown again with what was typed.
const fn form(path: &'static str, door: Door, handle: Handler, again: Handler) -> Route {
    Route { method: Method::Post, path, door, gives: Gives::Page { handle, again: Some(again) } }
}

/// A button: there is nothing typed to keep.
const fn button(path: &'static str, door: Door, handle: Handler) -> Route {
    Route { method: Method::Post, path, door, gives: Gives::Page { handle, again: None } }
}

/// A form that files come with.
const fn upload(path: &'static str, door: Door, handle: Handler, again: Handler) -> Route {
    Route { method: Method::Post, path, door, gives: Gives::Upload { handle, again } }
}

const fn plain(path: &'static str, gives: Gives) -> Route {
    Route { method: Method::Get, path, door: Door::Everybody, gives }
}

static ROUTES: &[Route] = &[
    plain("/health", Gives::Health),
    plain("/favicon.ico", Gives::Icon),
    plain("/assets/{bundle}/{*name}", Gives::File),
    get("/", Door::LoggedIn, account::home),
    get("/login", Door::Everybody, account::log_in_page),
    form("/login", Door::Everybody, account::log_in, account::log_in_again),
    get("/login/code", Door::HalfIn, account::code_page),
    form("/login/code", Door::HalfIn, account::code, account::code_again),
    get("/account/second-factor", Door::HalfIn, account::set_up_page),
    form("/account/second-factor", Door::HalfIn, account::set_up, account::set_up_again),
    button("/logout", Door::LoggedIn, account::log_out),
    get("/acting", Door::LoggedIn, account::acting_page),
    form("/acting", Door::LoggedIn, account::acting, account::acting_again),
    get("/cases", Door::Caseworkers, cases::list),
    get("/search", Door::Caseworkers, cases::search_page),
    form("/search", Door::Caseworkers, cases::search, cases::search_again),
    get("/cases/new", Door::Caseworkers, intake::choose),
    get("/cases/new/{authority}/{notice}/{service}", Door::Caseworkers, intake::form_page),
    form("/cases/new/{authority}/{notice}/{service}", Door::Caseworkers, intake::create, intake::create_again),
    get("/cases/{case}", Door::Caseworkers, case::page),
    get("/cases/{case}/sections/{category}/edit", Door::Caseworkers, edit::page),
    form("/cases/{case}/sections/{category}/edit", Door::Caseworkers, edit::save, edit::save_again),
    get("/cases/{case}/sections/{category}/history", Door::Caseworkers, edit::history),
    get("/cases/{case}/sections/{category}/reveal/{key}", Door::Caseworkers, person::reveal_page),
    form("/cases/{case}/sections/{category}/reveal/{key}", Door::Caseworkers, person::reveal, person::reveal_again),
    get("/cases/{case}/person", Door::Caseworkers, person::of_case),
    get("/people/duplicates", Door::Caseworkers, person::duplicates),
    get("/linkage", Door::Caseworkers, linking::list),
    button("/linkage", Door::Caseworkers, linking::begin),
    get("/linkage/{run}", Door::Caseworkers, linking::page),
    button("/linkage/{run}/start", Door::Caseworkers, linking::start),
    button("/linkage/{run}/finish", Door::Caseworkers, linking::finish),
    get("/linkage/{run}/labels.csv", Door::Caseworkers, linking::labels),
    get("/linkage/{run}/lists/new", Door::Caseworkers, linking::list_page),
    upload("/linkage/{run}/lists/new", Door::Caseworkers, linking::add_list, linking::list_again),
    get("/linkage/{run}/pairs/{pair}", Door::Caseworkers, linking::pair),
    form("/linkage/{run}/pairs/{pair}", Door::Caseworkers, linking::decide, linking::decide_again),
    get("/people/{person}", Door::Caseworkers, person::page),
    button("/people/{person}/split", Door::Caseworkers, person::split),
    get("/people/{person}/compare/{other}", Door::Caseworkers, person::compare_page),
    form("/people/{person}/compare/{other}", Door::Caseworkers, person::decide, person::decide_again),
    get("/cases/{case}/close", Door::Caseworkers, case::close_page),
    form("/cases/{case}/close", Door::Caseworkers, case::close, case::close_again),
    get("/cases/{case}/reopen", Door::Caseworkers, case::reopen_page),
    form("/cases/{case}/reopen", Door::Caseworkers, case::reopen, case::reopen_again),
    get("/cases/{case}/why", Door::Caseworkers, retention::why_page),
    form("/cases/{case}/why", Door::Caseworkers, retention::why, retention::why_again),
    get("/cases/{case}/retention", Door::Caseworkers, retention::case_page),
    get("/cases/{case}/retention/hold", Door::Caseworkers, retention::hold_page),
    form("/cases/{case}/retention/hold", Door::Caseworkers, retention::hold, retention::hold_again),
    button("/cases/{case}/retention/holds/{decision}/{what}", Door::Caseworkers, retention::settle_hold),
    get("/cases/{case}/retention/rule/{what}", Door::Caseworkers, retention::rule_page),
    form("/cases/{case}/retention/rule/{what}", Door::Caseworkers, retention::rule, retention::rule_again),
    get("/retention", Door::Governors, retention::overview),
    get("/retention/certificates/{certificate}", Door::Governors, retention::certificate),
    get("/notes", Door::Caseworkers, retention::notes),
    get("/notes/new", Door::Caseworkers, retention::note_page),
    form("/notes/new", Door::Caseworkers, retention::add_note, retention::note_again),
    get("/notes/{note}/destroyed", Door::Caseworkers, retention::destroyed_page),
    form("/notes/{note}/destroyed", Door::Caseworkers, retention::destroyed, retention::destroyed_again),
    get("/cases/{case}/consent", Door::Caseworkers, consent::page),
    get("/cases/{case}/consent/ask", Door::Caseworkers, consent::ask_page),
    form("/cases/{case}/consent", Door::Caseworkers, consent::record, consent::record_again),
    get("/cases/{case}/consent/withdraw", Door::Caseworkers, consent::withdraw_page),
    form("/cases/{case}/consent/withdraw", Door::Caseworkers, consent::withdraw, consent::withdraw_again),
    get("/cases/{case}/consent/answers", Door::Caseworkers, consent::answers),
    get("/cases/{case}/consent/records", Door::Caseworkers, consent::records),
    get("/cases/{case}/consent/receipts", Door::Caseworkers, consent::receipts),
    get("/cases/{case}/consent/take-over", Door::Caseworkers, consent::take_over_page),
    form("/cases/{case}/consent/take-over", Door::Caseworkers, consent::take_over, consent::take_over_again),
    get("/cases/{case}/consent/told/{told}", Door::Caseworkers, withdrawals::staff_page),
    form("/cases/{case}/consent/told/{told}", Door::Caseworkers, withdrawals::staff, withdrawals::staff_again),
    get("/cases/{case}/interview", Door::Caseworkers, consent::interview),
    form("/cases/{case}/interview", Door::Caseworkers, consent::offer, consent::interview_again),
    get("/cases/{case}/portal", Door::Caseworkers, portal::page),
    get("/cases/{case}/portal/new", Door::Caseworkers, portal::new_page),
    form("/cases/{case}/portal/new", Door::Caseworkers, portal::invite, portal::invite_again),
    button("/cases/{case}/portal/{account}/agree", Door::Caseworkers, portal::agree),
    button("/cases/{case}/portal/{account}/end", Door::Caseworkers, portal::end),
    get("/me", Door::Person, me::home),
    get("/me/log-in", Door::Everybody, me::log_in_page),
    form("/me/log-in", Door::Everybody, me::log_in, me::log_in_again),
    get("/me/code", Door::Everybody, me::code_page),
    form("/me/code", Door::Everybody, me::code, me::code_again),
    get("/me/leave", Door::Everybody, me::leave),
    button("/me/log-out", Door::Person, me::log_out),
    get("/me/held", Door::Person, me::held),
    get("/me/shared", Door::Person, me::shared),
    get("/me/looked", Door::Person, me::looked),
    get("/me/consents", Door::Person, me::consents),
    get("/me/consents/{case}", Door::Person, me::question),
    form("/me/consents/{case}", Door::Person, me::answer, me::question_again),
    get("/me/withdraw/{case}", Door::Person, me::withdraw_page),
    form("/me/withdraw/{case}", Door::Person, me::withdraw, me::withdraw_again),
    get("/me/letters", Door::Person, me::letters),
    get("/me/records/{case}", Door::Person, me::records),
    get("/me/receipts/{case}", Door::Person, me::receipts),
    get("/withdrawals", Door::Caseworkers, withdrawals::list),
    button("/withdrawals/{told}/read", Door::Caseworkers, withdrawals::read),
    get("/withdrawals/{told}", Door::Caseworkers, withdrawals::page),
    form("/withdrawals/{told}", Door::Caseworkers, withdrawals::answer, withdrawals::again),
    get("/cases/{case}/agencies", Door::Caseworkers, case::agencies_page),
    form("/cases/{case}/agencies", Door::Caseworkers, case::link, case::link_again),
    get("/cases/{case}/timeline", Door::Caseworkers, work::timeline::page),
    get("/cases/{case}/entries/new/{kind}", Door::Caseworkers, work::entries::new_page),
    form("/cases/{case}/entries/new/{kind}", Door::Caseworkers, work::entries::add, work::entries::add_again),
    get("/cases/{case}/entries/{item}", Door::Caseworkers, work::entries::page),
    get("/cases/{case}/entries/{item}/correct", Door::Caseworkers, work::entries::correct_page),
    form(
        "/cases/{case}/entries/{item}/correct",
        Door::Caseworkers,
        work::entries::correct,
        work::entries::correct_again,
    ),
    button("/cases/{case}/agencies/end", Door::Caseworkers, case::unlink),
    get("/my-day", Door::Caseworkers, work::day::page),
    get("/team", Door::Caseworkers, work::day::team),
    get("/calendar", Door::Caseworkers, work::day::calendar),
    button("/calendar/make", Door::Caseworkers, work::day::make_calendar),
    button("/calendar/stop", Door::Caseworkers, work::day::stop_calendar),
    get("/calendar/feed/{secret}", Door::Everybody, work::day::feed),
    form("/cases/bulk", Door::Caseworkers, work::bulk::choose, work::bulk::choose_again),
    form("/cases/bulk/begin", Door::Caseworkers, work::bulk::begin, work::bulk::choose_again),
    get("/bulk/{job}", Door::Caseworkers, work::bulk::page),
    button("/bulk/{job}/go-on", Door::Caseworkers, work::bulk::go_on),
    get("/cases/export", Door::Caseworkers, work::bulk::export),
    button("/cases/views", Door::Caseworkers, work::bulk::save_view),
    button("/cases/views/{view}/forget", Door::Caseworkers, work::bulk::forget_view),
    get("/cases/{case}/tasks", Door::Caseworkers, work::tasks::page),
    get("/cases/{case}/tasks/new", Door::Caseworkers, work::tasks::new_page),
    form("/cases/{case}/tasks/new", Door::Caseworkers, work::tasks::add, work::tasks::add_again),
    button("/cases/{case}/tasks/{task}/done", Door::Caseworkers, work::tasks::done),
    get("/cases/{case}/tasks/{task}/change", Door::Caseworkers, work::tasks::change_page),
    form("/cases/{case}/tasks/{task}/change", Door::Caseworkers, work::tasks::change, work::tasks::change_again),
    get("/cases/{case}/hand-over", Door::Caseworkers, work::tasks::hand_over_page),
    form("/cases/{case}/hand-over", Door::Caseworkers, work::tasks::hand_over, work::tasks::hand_over_again),
    get("/cases/{case}/warnings", Door::Caseworkers, work::warnings::page),
    get("/cases/{case}/warnings/new", Door::Caseworkers, work::warnings::new_page),
    form("/cases/{case}/warnings/new", Door::Caseworkers, work::warnings::propose, work::warnings::propose_again),
    button("/cases/{case}/warnings/{item}/approve", Door::Caseworkers, work::warnings::approve),
    button("/cases/{case}/warnings/{item}/told", Door::Caseworkers, work::warnings::told),
    button("/cases/{case}/warnings/{item}/end", Door::Caseworkers, work::warnings::end),
    get("/cases/{case}/access", Door::Caseworkers, work::warnings::access),
    get("/cases/{case}/access/new", Door::Caseworkers, work::warnings::access_form),
    form("/cases/{case}/access/new", Door::Caseworkers, work::warnings::set_access, work::warnings::set_access_again),
    button("/cases/{case}/access/{rule}/end", Door::Caseworkers, work::warnings::end_access),
    get("/cases/{case}/documents", Door::Caseworkers, work::documents::page),
    get("/cases/{case}/documents/new", Door::Caseworkers, work::documents::new_page),
    upload("/cases/{case}/documents/new", Door::Caseworkers, work::documents::hand_in, work::documents::hand_in_again),
    get("/cases/{case}/documents/{item}", Door::Caseworkers, work::documents::one),
    get("/cases/{case}/documents/{item}/file", Door::Caseworkers, work::documents::file),
    get("/cases/{case}/documents/{item}/preview", Door::Caseworkers, work::documents::preview),
    button("/cases/{case}/documents/{item}/scan", Door::Caseworkers, work::documents::scan),
    get("/cases/{case}/messages", Door::Caseworkers, messages::list),
    get("/cases/{case}/messages/new/{template}/{channel}", Door::Caseworkers, messages::write_page),
    form("/cases/{case}/messages/new/{template}/{channel}", Door::Caseworkers, messages::write, messages::write_again),
    get("/cases/{case}/messages/{message}", Door::Caseworkers, messages::one),
    button("/cases/{case}/messages/{message}/stop", Door::Caseworkers, messages::stop),
    get("/cases/{case}/seen", Door::Caseworkers, case::seen),
    get("/cases/{case}/sharing", Door::Caseworkers, share::list),
    get("/cases/{case}/sharing/new", Door::Caseworkers, share::choose_page),
    form("/cases/{case}/sharing/new", Door::Caseworkers, share::chosen, share::chosen_again),
    get("/cases/{case}/sharing/write", Door::Caseworkers, share::write_page),
    form("/cases/{case}/sharing/write", Door::Caseworkers, share::written, share::written_again),
    get("/cases/{case}/sharing/{share}", Door::Caseworkers, share::page),
    get("/cases/{case}/sharing/{share}/receipt", Door::Caseworkers, share::receipt),
    form("/cases/{case}/sharing/{share}/withdraw", Door::Caseworkers, share::withdraw, share::page_again),
    form("/cases/{case}/sharing/{share}/answer", Door::Caseworkers, share::answer, share::page_again),
    form("/cases/{case}/sharing/{share}/told", Door::Caseworkers, share::told, share::page_again),
    get("/desk", Door::Caseworkers, desk::list),
    get("/desk/{share}", Door::Caseworkers, desk::page),
    form("/desk/{share}", Door::Caseworkers, desk::step, desk::page_again),
    get("/approvals", Door::Caseworkers, desk::approvals),
    get("/approvals/{share}", Door::Caseworkers, desk::approval_page),
    form("/approvals/{share}", Door::Caseworkers, desk::decide, desk::approval_again),
    get("/reviews", Door::Caseworkers, desk::reviews),
    get("/reviews/{share}", Door::Caseworkers, desk::review_page),
    form("/reviews/{share}", Door::Caseworkers, desk::reviewed, desk::review_again),
    get("/reasons", Door::Caseworkers, desk::reason_page),
    form("/reasons", Door::Caseworkers, desk::write_reason, desk::reason_again),
    get("/refer", Door::Everybody, inbound::services),
    get("/refer/{authority}/{notice}/{service}", Door::Everybody, inbound::refer_page),
    form("/refer/{authority}/{notice}/{service}", Door::Everybody, inbound::refer, inbound::refer_again),
    get("/referrals", Door::Caseworkers, inbound::list),
    get("/referrals/{inbound}", Door::Caseworkers, inbound::page),
    form("/referrals/{inbound}", Door::Caseworkers, inbound::settle, inbound::page_again),
    get("/agreements", Door::Governors, agreements::list),
    get("/agreements/partners", Door::Governors, partners::list),
    get("/agreements/export", Door::Governors, agreements::export_all),
    get("/agreements/{agreement}/export", Door::Governors, agreements::export),
    get("/agreements/new/{authority}/{notice}", Door::Governors, agreements::new_page),
    form("/agreements/new/{authority}/{notice}", Door::Governors, agreements::new, agreements::new_again),
    get("/agreements/{agreement}", Door::Governors, agreements::page),
    get("/agreements/{agreement}/change", Door::Governors, agreements::change_page),
    form("/agreements/{agreement}/change", Door::Governors, agreements::change, agreements::change_again),
    button("/agreements/{agreement}/sign", Door::Governors, agreements::sign),
    form("/agreements/{agreement}/countersigned", Door::Governors, agreements::countersigned, agreements::page_again),
    form("/agreements/{agreement}/reviewed", Door::Governors, agreements::reviewed, agreements::page_again),
    form("/agreements/{agreement}/end", Door::Governors, agreements::end, agreements::page_again),
    get("/requests/{authority}/{notice}", Door::Everybody, requests::public::page),
    form("/requests/{authority}/{notice}", Door::Everybody, requests::public::send, requests::public::again),
    get("/requests/{authority}/{notice}/sent/{reference}", Door::Everybody, requests::public::sent),
    get("/rights", Door::Caseworkers, requests::queue::open),
    get("/rights/settled", Door::Caseworkers, requests::queue::settled),
    get("/rights/log", Door::Caseworkers, requests::public::log_page),
    form("/rights/log", Door::Caseworkers, requests::public::log, requests::public::log_again),
    get("/rights/{request}", Door::Caseworkers, requests::one::page),
    form("/rights/{request}/step/{step}", Door::Caseworkers, requests::one::take_step, requests::one::again),
    form("/rights/{request}/do/{step}", Door::Caseworkers, requests::effects::take, requests::one::again),
    form("/rights/{request}/match", Door::Caseworkers, requests::one::say_whose, requests::one::again),
    button("/rights/{request}/unmatch", Door::Caseworkers, requests::one::not_theirs),
    form("/rights/{request}/decide", Door::Caseworkers, requests::one::decide, requests::one::again),
    get("/rights/{request}/copy", Door::Caseworkers, requests::copy::page),
    get("/rights/{request}/copy/next", Door::Caseworkers, requests::copy::next),
    get("/rights/{request}/copy/{passage}", Door::Caseworkers, requests::copy::passage),
    form("/rights/{request}/copy/{passage}", Door::Caseworkers, requests::copy::decide, requests::copy::passage_again),
    form("/rights/{request}/copy-marked", Door::Caseworkers, requests::copy::marked, requests::copy::again),
    form("/rights/{request}/copy-words", Door::Caseworkers, requests::copy::words, requests::copy::again),
    form("/rights/{request}/copy-for", Door::Caseworkers, requests::copy::whose, requests::copy::again),
    form("/rights/{request}/copy-make", Door::Caseworkers, requests::copy::make, requests::copy::again),
    form("/rights/{request}/copy-check", Door::Caseworkers, requests::copy::check, requests::copy::again),
    form("/rights/{request}/copy-hand", Door::Caseworkers, requests::copy::hand, requests::copy::again),
    form("/rights/{request}/copy-link", Door::Caseworkers, requests::copy::link, requests::copy::again),
    get("/rights/{request}/copy-look", Door::Caseworkers, requests::copy::look),
    get("/rights/{request}/copy-download", Door::Caseworkers, requests::copy::download),
    get("/copies/{link}", Door::Everybody, requests::fetch::page),
    form("/copies/{link}", Door::Everybody, requests::fetch::fetch, requests::fetch::again),
    get("/me/copies", Door::Person, requests::own::page),
    form("/me/copies", Door::Person, requests::own::ask_for_one, requests::own::again),
    get("/me/copies/{request}", Door::Person, requests::own::fetch_page),
    form("/me/copies/{request}", Door::Person, requests::own::fetch, requests::own::fetch_again),
    get("/rights/{request}/letter", Door::Caseworkers, requests::letter::page),
    get("/notices", Door::Everybody, notices::list),
    get("/notices/{authority}/{notice}", Door::Everybody, notices::latest),
    get("/notices/{authority}/{notice}/{version}", Door::Everybody, notices::version),
    get("/notices/{authority}/{notice}/{version}/as/{form}", Door::Everybody, notices::document),
    get("/admin", Door::Administrators, admin::home),
    get("/admin/matrix", Door::Administrators, admin::first_matrix),
    get("/admin/matrix/{authority}/{notice}", Door::Administrators, admin::matrix),
    get("/admin/explain", Door::Administrators, admin::explain_page),
    form("/admin/explain", Door::Administrators, admin::explain, admin::explain_again),
    get("/admin/accounts", Door::Administrators, access::accounts),
    get("/admin/accounts/{account}", Door::Administrators, access::account),
    form("/admin/accounts/{account}", Door::Administrators, access::set_account, access::account_again),
    button("/admin/accounts/{account}/switch", Door::Administrators, access::switch_account),
    button("/admin/accounts/{account}/sessions", Door::Administrators, access::end_sessions),
    button("/admin/accounts/{account}/recovery", Door::Administrators, access::ask_recovery),
    get("/admin/invitations", Door::Administrators, access::invitations),
    form("/admin/invitations", Door::Administrators, access::invite, access::invite_again),
    button("/admin/invitations/withdraw", Door::Administrators, access::withdraw),
    get("/admin/enrolments", Door::Administrators, access::enrolments),
    get("/admin/enrolments/{authority}/{notice}", Door::Administrators, access::enrol_page),
    form("/admin/enrolments/{authority}/{notice}", Door::Administrators, access::enrol, access::enrol_again),
    get("/admin/enrolment/{enrolment}", Door::Administrators, access::enrolment),
    form("/admin/enrolment/{enrolment}", Door::Administrators, access::end, access::end_again),
    get("/login/passkey", Door::Everybody, passkeys::log_in_page),
    form("/login/passkey", Door::Everybody, passkeys::log_in, passkeys::log_in_again),
    get("/account/passkeys", Door::LoggedIn, passkeys::own_page),
    form("/account/passkeys", Door::LoggedIn, passkeys::add, passkeys::add_again),
    button("/account/passkeys/remove", Door::LoggedIn, passkeys::remove),
    get("/account/tokens", Door::LoggedIn, tokens::page),
    form("/account/tokens", Door::LoggedIn, tokens::make, tokens::make_again),
    button("/account/tokens/revoke", Door::LoggedIn, tokens::revoke),
    get("/admin/accounts/{account}/tokens", Door::Administrators, tokens::of_account),
    button("/admin/accounts/{account}/tokens/revoke", Door::Administrators, tokens::revoke_of_account),
    get("/account", Door::LoggedIn, own::page),
    form("/account/password", Door::LoggedIn, own::change_password, own::again),
    form("/account/codes", Door::LoggedIn, own::codes, own::again),
    button("/account/sessions/end", Door::LoggedIn, own::end_session),
    button("/account/sessions/end-others", Door::LoggedIn, own::end_others),
    button("/account/devices/mine", Door::LoggedIn, own::devices_mine),
    button("/account/devices/not-mine", Door::LoggedIn, own::devices_not_mine),
    get("/join/{link}", Door::Everybody, own::join_page),
    form("/join/{link}", Door::Everybody, own::join, own::join_again),
    get("/back/{link}", Door::Everybody, own::back_page),
    form("/back/{link}", Door::Everybody, own::back, own::back_again),
    get("/recoveries", Door::LoggedIn, own::recoveries),
    button("/recoveries/{recovery}", Door::LoggedIn, own::decide),
    get("/teams", Door::LoggedIn, teams::list),
    form("/teams", Door::LoggedIn, teams::make, teams::make_again),
    get("/teams/{team}", Door::LoggedIn, teams::team),
    form("/teams/{team}", Door::LoggedIn, teams::add, teams::add_again),
    button("/teams/{team}/members/end", Door::LoggedIn, teams::end),
    button("/teams/{team}/close", Door::LoggedIn, teams::close),
    get("/absences", Door::LoggedIn, teams::absences),
    form("/absences", Door::LoggedIn, teams::record, teams::record_again),
    button("/absences/off", Door::LoggedIn, teams::call_off),
    get("/absences/{account}", Door::LoggedIn, teams::absences),
    form("/absences/{account}", Door::LoggedIn, teams::record, teams::record_again),
    button("/absences/{account}/off", Door::LoggedIn, teams::call_off),
    get("/admin/jobs", Door::Administrators, jobs::page),
    button("/admin/jobs", Door::Administrators, jobs::pause),
    button("/admin/jobs/{job}", Door::Administrators, jobs::settle),
];

/// Every route that there is.
#[must_use]
pub fn routes() -> &'static [Route] {
    ROUTES
}
