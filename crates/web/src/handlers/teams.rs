//! Teams: who is in them, who leads them, who is away and covered by whom.

use super::access::heads;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choose, field, read_day};
use crate::show;
use app::{AbsenceLine, AppError, MemberLine, NewAbsence, TeamLine, TeamRole};
use kernel::{AccountId, TeamId};
use pages::form::{Control, FormState};
use pages::panel::{Button, OwnPanel, PanelContent, PanelForm, Table, TableCell};
use pages::{Link, Tone};

fn show_teams(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (app, actor) = (ask.app(), ask.actor()?);
    let mut notices: Vec<(String, String)> = Vec::new();
    for notice in app.notice_list()? {
        if !notices.iter().any(|(id, _)| *id == notice.notice_id) {
            notices.push((notice.notice_id, notice.title));
        }
    }
    let row = |team: TeamLine| {
        let title = notices.iter().find(|(id, _)| *id == team.notice_id).map_or("", |(_, title)| title);
        let role = match (team.closed_on, team.own_role) {
            (Some(_), _) => Some(show::tag("Closed", Tone::Plain)),
            (_, Some(TeamRole::Manager)) => Some(show::tag("You lead it", Tone::Good)),
            (_, Some(TeamRole::Member)) => Some(show::tag("You are in it", Tone::Plain)),
            _ => None,
        };
        vec![
            TableCell { state: role, ..TableCell::words(team.name).to(format!("/teams/{}", team.id)).small(title) },
            TableCell::list(team.managers),
            TableCell::words(team.people.to_string()),
        ]
    };
    let rows = app.teams(actor)?.into_iter().map(row).collect();
    let mut forms = Vec::new();
    if actor.administers {
        forms.push(PanelForm {
            heading: "New team".to_owned(),
            id: "new".to_owned(),
            action: "/teams".to_owned(),
            fields: vec![
                field(ask, &form, "name", "Name", Control::Text),
                choose(&form, "notice", "Works under", Control::Choice, &notices, vec![ask.field("notice").to_owned()]),
            ],
            button: "Make the team".to_owned(),
            ..PanelForm::default()
        });
    }
    let fine = form.is_fine();
    let content = PanelContent {
        title: "Teams".to_owned(),
        back: Some(Link { text: "Your account".to_owned(), href: "/account".to_owned() }),
        form,
        links: vec![
            Link { text: "When you are away".to_owned(), href: "/absences".to_owned() },
            Link { text: "Ways back into an account".to_owned(), href: "/recoveries".to_owned() },
        ],
        tables: vec![Table {
            caption: if actor.administers { "All teams" } else { "Your teams" }.to_owned(),
            heads: heads(["Team", "Led by", "People"]),
            rows,
            none: "None. An administrator puts people into teams.".to_owned(),
        }],
        forms,
        ..PanelContent::default()
    };
    ask.form_page(&OwnPanel(content), fine)
}

/// The teams.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    show_teams(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn make_again(ask: &Ask) -> Result<Answer, Failure> {
    show_teams(ask, stale())
}

/// Makes a team.
pub(crate) fn make(ask: &Ask) -> Result<Answer, Failure> {
    match ask.app().make_team(ask.actor()?, ask.field("notice"), ask.field("name")) {
        Ok(id) => Ok(Answer::next(format!("/teams/{id}")).saying(Said::TeamSaved)),
        Err(AppError::Form(errors)) => show_teams(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

fn team_id(ask: &Ask) -> Result<TeamId, Failure> {
    ask.param("team").parse().map_err(|_| Failure::not_found())
}

fn away_words(away: &AbsenceLine) -> String {
    let covered = away.cover.as_ref().map_or("covered by nobody".to_owned(), |(_, name)| format!("covered by {name}"));
    let (from, until) = (show::date(away.from_on), show::date(away.until_on));
    format!("{} {from} to {until}, {covered}", if away.now { "Away now," } else { "Away" })
}

fn show_team(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (app, actor) = (ask.app(), ask.actor()?);
    let view = app.team(actor, team_id(ask)?)?;
    let here = format!("/teams/{}", view.team.id);
    let (can_change, administers) = (view.can_change, actor.administers);
    let leads = view.team.own_role == Some(TeamRole::Manager);
    let row = |m: MemberLine| {
        let role = match m.role {
            TeamRole::Manager => show::tag("Leads the team", Tone::Good),
            TeamRole::Member => show::tag("Member", Tone::Plain),
        };
        let days = match m.until_on {
            Some(until) => format!("{} to {}", show::date(m.from_on), show::date(until)),
            None => format!("Since {}", show::date(m.from_on)),
        };
        let mut buttons = Vec::new();
        if can_change && m.until_on.is_none() && (administers || m.role == TeamRole::Member) {
            buttons.push(Button {
                action: format!("{here}/members/end"),
                hidden: vec![("place".to_owned(), m.id.to_string())],
                label: "Ends today".to_owned(),
                about: format!("the place of {}", m.name),
                warns: false,
            });
        }
        let name = TableCell::words(m.name);
        let name = if leads { name.to(format!("/absences/{}", m.account)) } else { name };
        vec![
            TableCell { state: m.today.then_some(role), ..name },
            TableCell::words(days),
            TableCell::list(m.away.iter().map(away_words).collect()),
            TableCell::buttons(buttons),
        ]
    };
    let rows: Vec<Vec<TableCell>> = view.members.into_iter().map(row).collect();
    let mut forms = Vec::new();
    if can_change && view.team.closed_on.is_none() {
        let mut roles = vec![("member".to_owned(), "Member".to_owned())];
        if administers {
            roles.push(("manager".to_owned(), "Leads the team: sees to absences and agrees to ways back".to_owned()));
        }
        let role = if ask.field("role").is_empty() { "member" } else { ask.field("role") };
        forms.push(PanelForm {
            heading: "Put somebody into the team".to_owned(),
            id: "add".to_owned(),
            action: here.clone(),
            fields: vec![
                field(ask, &form, "username", "User name", Control::Text),
                choose(&form, "role", "As", Control::Choice, &roles, vec![role.to_owned()]),
                field(ask, &form, "from", "First day", Control::Date).hint("Empty: today.").optional(),
            ],
            button: "Put into the team".to_owned(),
            ..PanelForm::default()
        });
    }
    if administers && view.team.closed_on.is_none() {
        forms.push(PanelForm {
            heading: "Close the team".to_owned(),
            id: "close".to_owned(),
            words: vec![
                "From tomorrow nobody is in it or leads it. People keep what they may act as, and their cases."
                    .to_owned(),
            ],
            action: format!("{here}/close"),
            button: "Close the team".to_owned(),
            warns: true,
            ..PanelForm::default()
        });
    }
    let fine = form.is_fine();
    let content = PanelContent {
        title: view.team.name,
        lede: if leads { vec!["Choose a name to record when they are away.".to_owned()] } else { vec![] },
        back: Some(Link { text: "Teams".to_owned(), href: "/teams".to_owned() }),
        form,
        tables: vec![Table {
            caption: "People".to_owned(),
            heads: heads(["Name", "In the team", "Away", "Change"]),
            rows,
            none: "Nobody yet.".to_owned(),
        }],
        forms,
        ..PanelContent::default()
    };
    ask.form_page(&OwnPanel(content), fine)
}

/// A team.
pub(crate) fn team(ask: &Ask) -> Result<Answer, Failure> {
    show_team(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn add_again(ask: &Ask) -> Result<Answer, Failure> {
    show_team(ask, stale())
}

/// Puts somebody into a team.
pub(crate) fn add(ask: &Ask) -> Result<Answer, Failure> {
    let id = team_id(ask)?;
    let mut form = FormState::default();
    let from = read_day(ask, &mut form, "from", "The first day");
    if !form.is_fine() {
        return show_team(ask, form);
    }
    let role = TeamRole::parse(ask.field("role")).unwrap_or(TeamRole::Member);
    match ask.app().add_member(ask.actor()?, id, ask.field("username"), role, from) {
        Ok(_) => Ok(Answer::next(format!("/teams/{id}")).saying(Said::TeamSaved)),
        Err(AppError::Form(errors)) => show_team(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

/// Ends somebody's place today.
pub(crate) fn end(ask: &Ask) -> Result<Answer, Failure> {
    let id = team_id(ask)?;
    let place = ask.field("place").parse().map_err(|_| Failure::not_found())?;
    ask.app().end_member(ask.actor()?, id, place, None)?;
    Ok(Answer::next(format!("/teams/{id}")).saying(Said::TeamSaved))
}

/// Closes a team.
pub(crate) fn close(ask: &Ask) -> Result<Answer, Failure> {
    let id = team_id(ask)?;
    ask.app().close_team(ask.actor()?, id)?;
    Ok(Answer::next(format!("/teams/{id}")).saying(Said::TeamSaved))
}

/// Whose days away they are: the actor's own, or somebody's whom the actor leads.
fn whose(ask: &Ask) -> Result<Option<AccountId>, Failure> {
    match ask.param("account") {
        "" => Ok(None),
        id => id.parse().map(Some).map_err(|_| Failure::not_found()),
    }
}

fn show_absences(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let (app, actor) = (ask.app(), ask.actor()?);
    let account = whose(ask)?;
    let view = app.absences(actor, account)?;
    let here = account.map_or_else(|| "/absences".to_owned(), |id| format!("/absences/{id}"));
    let row = |away: AbsenceLine| {
        let call_off = Button {
            action: format!("{here}/off"),
            hidden: vec![("absence".to_owned(), away.id.to_string())],
            label: "Call off".to_owned(),
            about: format!("the days from {}", show::date(away.from_on)),
            warns: false,
        };
        vec![
            TableCell::words(show::date(away.from_on)),
            TableCell::words(show::date(away.until_on)),
            TableCell::words(away.cover.map_or_else(|| "Nobody".to_owned(), |(_, name)| name)),
            TableCell::buttons(vec![call_off]),
        ]
    };
    let mut covers = vec![(String::new(), "Nobody".to_owned())];
    covers.extend(view.covers.into_iter().map(|(id, name)| (id.to_string(), name)));
    let who = view.name.map_or_else(|| "you are".to_owned(), |name| format!("{name} is"));
    let fine = form.is_fine();
    let covering: Vec<String> = app.covering(actor)?.into_iter().map(|(_, name)| name).collect();
    let mut lede = vec!["Why is not recorded. Whoever covers works on the same cases on those days, as far as the notice lets their own role.".to_owned()];
    if account.is_none() && !covering.is_empty() {
        lede.push(format!("You cover today for {}.", covering.join(", ")));
    }
    let content = PanelContent {
        title: format!("When {who} away"),
        lede,
        back: Some(Link { text: "Teams".to_owned(), href: "/teams".to_owned() }),
        tables: vec![Table {
            caption: "Days away".to_owned(),
            heads: heads(["First day", "Last day", "Covered by", "Change"]),
            rows: view.lines.into_iter().map(row).collect(),
            none: "None from today on.".to_owned(),
        }],
        forms: vec![PanelForm {
            heading: "Record days away".to_owned(),
            id: "record".to_owned(),
            action: here.clone(),
            fields: vec![
                field(ask, &form, "from", "First day", Control::Date),
                field(ask, &form, "until", "Last day", Control::Date),
                choose(&form, "cover", "Who covers", Control::Choice, &covers, vec![ask.field("cover").to_owned()]),
            ],
            button: "Save".to_owned(),
            ..PanelForm::default()
        }],
        form,
        ..PanelContent::default()
    };
    ask.form_page(&OwnPanel(content), fine)
}

/// Days away.
pub(crate) fn absences(ask: &Ask) -> Result<Answer, Failure> {
    show_absences(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn record_again(ask: &Ask) -> Result<Answer, Failure> {
    show_absences(ask, stale())
}

fn back(account: Option<AccountId>) -> Answer {
    let to = account.map_or_else(|| "/absences".to_owned(), |id| format!("/absences/{id}"));
    Answer::next(to).saying(Said::AbsenceSaved)
}

/// Records days away.
pub(crate) fn record(ask: &Ask) -> Result<Answer, Failure> {
    let account = whose(ask)?;
    let mut form = FormState::default();
    let from = read_day(ask, &mut form, "from", "The first day");
    let until = read_day(ask, &mut form, "until", "The last day");
    let (Some(from_on), Some(until_on)) = (from, until) else {
        for (name, read) in [("from", from), ("until", until)] {
            let at = format!("{name}-day");
            if read.is_none() && form.of(&at).is_none() {
                form.add(at, "Enter a day, for example 27 3 2026");
            }
        }
        return show_absences(ask, form);
    };
    let cover = match ask.field("cover") {
        "" => None,
        id => Some(id.parse().map_err(|_| Failure::not_found())?),
    };
    match ask.app().record_absence(ask.actor()?, &NewAbsence { account, from_on, until_on, cover }) {
        Ok(_) => Ok(back(account)),
        Err(AppError::Form(errors)) => show_absences(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

/// Calls days away off.
pub(crate) fn call_off(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.field("absence").parse().map_err(|_| Failure::not_found())?;
    ask.app().cancel_absence(ask.actor()?, id)?;
    Ok(back(whose(ask)?))
}
