//! The members of a household before an actor: whose rows a decision speaks of, and opening them. What stands on the case as a whole
//! is weighed here too, for it keeps members and addresses from somebody.

use super::Look;
use crate::error::AppError;
use crate::restraint::Address;
use crate::work::items::SUBJECT;
use casework::SectionContent;
use casework::household::{MemberOpened, put_together, references};
use disclosure::{Ask, Decision, Disclosed, Opener, Recorded, Sealed};
use kernel::{CaseId, MemberPartId, PersonId};
use notice::model::{Act, CategoryIx, Fact};
use sealing::CLASS_SUBJECT;
use store::{MarkKind, MemberPart, Tx};

/// What is kept of members, opened; and the ids of what there is of it that was not.
type OpenedParts<'l> = (Vec<(&'l MemberPart, Disclosed<SectionContent>)>, Vec<MemberPartId>);

impl Look {
    /// Reads who belongs to the households of some cases: without it, nothing that is kept of a member is shown.
    /// `marked`: what stands on the cases has been read already.
    pub(crate) fn meet(tx: &mut Tx<'_>, looks: &mut [Self], marked: bool) -> Result<(), AppError> {
        let ids: Vec<CaseId> = looks.iter().map(|l| l.case.id).collect();
        let members = if ids.is_empty() { Vec::new() } else { tx.members_of(&ids)? };
        if members.is_empty() {
            return Ok(());
        }
        let parts = tx.member_parts(&ids)?;
        let marks = if marked { None } else { Some(tx.marks_of(&ids)?) };
        for look in looks {
            if let Some(marks) = &marks {
                look.marks = marks.iter().filter(|m| m.case_id == look.case.id).cloned().collect();
            }
            look.members = members.iter().filter(|m| m.case_id == look.case.id).cloned().collect();
            look.parts = parts.iter().filter(|p| p.case_id == look.case.id).cloned().collect();
        }
        Ok(())
    }

    /// The keys that what is kept of the members needs, and their tags.
    pub(crate) fn member_keys(&self) -> impl Iterator<Item = (PersonId, &str)> {
        let tags = self.members.iter().map(|m| (m.person, CLASS_SUBJECT));
        tags.chain(self.parts.iter().map(|p| (p.person, p.record_class.as_str())))
    }

    /// Whether something stands on the case today.
    pub(crate) fn is_marked(&self, kind: MarkKind) -> bool {
        self.marks.iter().any(|m| m.kind == kind && m.counts(self.today))
    }

    /// What stands on the case about where the person lives, for whoever looks from outside.
    pub(super) fn address(&self) -> Address {
        Address::of(self.marks.iter(), &self.reader, self.purpose_id(), self.today)
    }

    /// Whether a partner is kept apart from whoever looks: from everybody but those who work on the case, the person, and whoever
    /// answers a request.
    pub(super) fn keeps_apart(&self) -> bool {
        let among = self.situation.linked || self.situation.given.request || self.reader.is(SUBJECT);
        !among && self.is_marked(MarkKind::PartnerApart)
    }

    /// The members of whom a decision may speak: those in its categories, and of those whose use was stopped only where the gate says
    /// yes all the same.
    pub(super) fn spoken_of(&self, act: Act, decision: &Decision) -> Vec<(CategoryIx, PersonId)> {
        let mut named = Vec::new();
        let apart = self.keeps_apart();
        for member in &self.members {
            if member.apart && apart {
                continue;
            }
            let Some(at) = self.notice.compiled.category(&member.category) else { continue };
            if decision.outcome(at).is_none() {
                continue;
            }
            let anyway = || {
                let ask = Ask { category: at, facts: self.facts(at).with(Fact::Restricted) };
                let gate = &self.notice.gate;
                gate.decide_in(&self.case.service, member.person, self.principal, act, self.purpose, &[ask])
                    .releases(at)
            };
            if !member.restricted || anyway() {
                named.push((at, member.person));
            }
        }
        named
    }

    /// What is kept of members, as far as the decision speaks of them; and which of it there is that it does not.
    pub(crate) fn open_parts(
        &self,
        recorded: &Recorded,
        category: CategoryIx,
        ids: &[MemberPartId],
        opener: &dyn Opener,
    ) -> Result<OpenedParts<'_>, AppError> {
        let (mut opened, mut unopened) = (Vec::new(), Vec::new());
        for id in ids {
            // What was erased is not there any more.
            let Some(part) = self.parts.iter().find(|p| p.id == *id) else { continue };
            let Some(grant) = recorded.grant_about(category, part.person) else {
                unopened.push(*id);
                continue;
            };
            match Sealed::<SectionContent>::new(part.place(), category, part.sealed.clone()).open(&grant, opener) {
                Ok(row) => opened.push((part, row)),
                Err(disclosure::OpenError::Erased) => {}
                Err(e) => return Err(AppError::Fault(e.to_string())),
            }
        }
        Ok((opened, unopened))
    }

    /// A section with the rows about members of the household put back, as far as the decision speaks of them; and in words, what is
    /// kept back of them.
    pub(crate) fn with_members(
        &self,
        recorded: &Recorded,
        category: CategoryIx,
        content: Disclosed<SectionContent>,
        opener: &dyn Opener,
    ) -> Result<(Disclosed<SectionContent>, Option<String>), AppError> {
        let wanted = references(content.get());
        if wanted.is_empty() {
            return Ok((content, None));
        }
        let ids: Vec<MemberPartId> = wanted.into_iter().map(|(_, _, id)| id).collect();
        let (opened, unopened) = self.open_parts(recorded, category, &ids, opener)?;
        let stopped = unopened.iter().any(|id| {
            let part = self.parts.iter().find(|p| p.id == *id);
            part.is_some_and(|part| self.members.iter().any(|m| m.person == part.person && m.restricted))
        });
        // That there is a partner whom they are not shown is for the controller's own people only.
        let hidden = !unopened.is_empty() && self.reader.is_staff();
        let (parts, rows): (Vec<&MemberPart>, Vec<_>) = opened.into_iter().unzip();
        let all = Disclosed::all(std::iter::once(content).chain(rows).collect());
        let whole = all.map(|all| {
            let mut all = all.into_iter();
            let section = all.next().unwrap_or_default();
            let rows = parts.iter().zip(all);
            let opened: Vec<_> =
                rows.map(|(part, content)| MemberOpened { id: part.id, person: part.person, content }).collect();
            put_together(section, &opened)
        });
        let words = "Of somebody in the household nothing is shown: the use of what is kept of them has been stopped";
        let apart =
            "Somebody of the household is not shown: they are kept apart, and only who works on the case sees them";
        Ok((whole, if stopped { Some(words.to_owned()) } else { hidden.then(|| apart.to_owned()) }))
    }
}
