//! Agreements that are signed here: presented to both sides, signed in accounts and by links with codes, sealed, verified by a
//! program that knows nothing of us, and in force by their signatures alone; both engines.

use crate::held::{DUDLEY, made, officer};
use app::papers::{PaperState, SealCheck, Signature};
use app::{Actor, AgreementForm, AppError, ByLink, DocumentState, LinkLeads, NewAttachment, NewSigner, SignerState};
use identity::HandedOut;
use jiff::civil::date;
use kernel::{CaseId, EnrolmentId, Sensitive, london_date};
use sharing::Standing;
use std::process::Command;
use std::sync::Arc;
use testkit::House;
use testkit::postgres::Cluster;

const COUNCIL: &str = "Test Council";
const ORIGIN: &str = "https://casework.example";

fn both(story: impl Fn(&House)) {
    story(&House::new(&[DUDLEY]));
    let cluster = Cluster::shared();
    story(&House::at(cluster.database(), None, &[DUDLEY]));
}

struct Scene<'h> {
    house: &'h House,
    admin: Actor,
    dpo: Actor,
    body: Actor,
    case: CaseId,
    id: EnrolmentId,
}

impl<'h> Scene<'h> {
    fn new(house: &'h House) -> Self {
        let staff = officer(house, DUDLEY, "meet-needs");
        let admin = Actor { administers: true, ..officer(house, DUDLEY, "meet-needs") };
        let dpo = house.actor(DUDLEY, "role:data-protection-officer", "accountability");
        let enrolled = house.app.enrol(&admin, DUDLEY, "support-provider", "Example Care", "Contract 7").unwrap();
        let key = format!("class:support-provider/{enrolled}");
        let body = house.actor(DUDLEY, &key, "meet-needs");
        let case = made(house, &staff, "housing-first", &[], "");
        house.app.link_party(&staff, case, &key).unwrap();
        let form = AgreementForm {
            kind: "sharing".to_owned(),
            party: key,
            reference: "DSA-7".to_owned(),
            title: "Support in Housing First".to_owned(),
            gateways: vec!["Localism Act 2011 section 1".to_owned()],
            from_on: Some(date(2026, 11, 21)),
            until_on: Some(date(2027, 3, 31)),
            review_on: Some(date(2027, 1, 31)),
            ..AgreementForm::default()
        };
        let id = house.app.put_agreement(&admin, DUDLEY, None, &form).unwrap();
        Self { house, admin, dpo, body, case, id }
    }

    fn sees_anything(&self) -> bool {
        self.house.app.open(&self.body, self.case).is_ok()
    }

    fn standing(&self) -> Standing {
        self.house.app.agreement(&self.admin, self.id).unwrap().line.standing
    }

    fn attach(&self, title: &str, bytes: &[u8]) -> Result<DocumentState, AppError> {
        let new =
            NewAttachment { bytes: Arc::new(bytes.to_vec()), title: title.to_owned(), ..NewAttachment::default() };
        self.house.app.attach_to_agreement(&self.admin, self.id, &new)
    }

    fn present(&self, signers: &[NewSigner]) -> Result<kernel::PaperId, AppError> {
        self.house.app.present_agreement(&self.admin, self.id, signers, COUNCIL, ORIGIN)
    }

    /// The emails that wait to leave: to whom, and what they say.
    fn mails(&self) -> Vec<(String, String)> {
        let due = self.house.app.take_jobs([9; 16], &[app::jobs::STAFF_MAIL], 20).unwrap();
        due.iter()
            .map(|job| {
                let mail = self.house.app.staff_mail(job.id).unwrap().unwrap();
                self.house.app.job_done([9; 16], job.id).unwrap();
                (mail.to, mail.body)
            })
            .collect()
    }

    fn link(&self) -> HandedOut {
        let mails = self.mails();
        let [(_, body)] = mails.as_slice() else { panic!("{} emails", mails.len()) };
        let secret = body.split("/sign/").nth(1).unwrap().split_whitespace().next().unwrap();
        HandedOut::parse(secret).unwrap()
    }

    fn code(&self, link: &HandedOut) -> Sensitive<String> {
        assert!(self.house.app.send_signing_code(link).unwrap());
        let mails = self.mails();
        let [(to, body)] = mails.as_slice() else { panic!("{} emails", mails.len()) };
        assert_eq!(to, "j.example@care.example", "the code goes where the link went");
        Sensitive::new(body.split(' ').next().unwrap().to_owned())
    }

    fn shown(&self) -> String {
        self.house.app.agreement_paper(&self.admin, self.id).unwrap().unwrap().hash
    }

    fn yes(&self, name: &str) -> Signature {
        Signature { words: name.to_owned(), agrees: true, shown: self.shown(), ..Signature::default() }
    }
}

/// Somebody who acts as somebody else does, with an account under an address of their own.
fn with_address(house: &House, like: &Actor, address: &str) -> Actor {
    let row = store::Account {
        id: kernel::AccountId::new(house.now(), &mut house.entropy()),
        username: address.to_owned(),
        name: "Jo Example".to_owned(),
        administers: false,
        capacities: vec![like.capacity.stored()],
        enrolment: like.enrolment,
        created_at: house.now(),
        disabled_at: None,
        confirm_by: None,
        trained_until: None,
        bound_by: None,
    };
    let (caller, kept) = (kernel::Caller::system(house.authority, "test"), row.clone());
    let done = house.app.store().write(&caller, "account", move |tx| tx.insert_account(&kept));
    done.unwrap_or_else(|e: store::StoreError| panic!("no account: {e}"));
    let caller = kernel::Caller { account: Some(row.id), ..like.caller.clone() };
    Actor { account: row.id, caller, ..like.clone() }
}

fn director() -> NewSigner {
    NewSigner {
        theirs: true,
        name: "J. Example".to_owned(),
        position: "Director".to_owned(),
        email: "J.Example@care.example".to_owned(),
    }
}

fn refusal<T>(done: Result<T, AppError>) -> String {
    match done {
        Err(AppError::Refused(words)) => words,
        Err(other) => panic!("not a refusal: {other}"),
        Ok(_) => panic!("it was not refused"),
    }
}

fn says(program: &str, args: &[&str], bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("agreement.pdf");
    std::fs::write(&path, bytes).unwrap();
    let mut command = Command::new(program);
    command.args(args).arg(&path);
    if program == "pdftotext" {
        command.arg("-");
    }
    let out = command.output().unwrap_or_else(|e| panic!("{program} of poppler-utils is needed: {e}"));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

#[doc = "keeps DUD-070"]
#[test]
fn both_sides_sign_and_the_agreement_is_in_force_by_their_signatures_sealed_and_verified() {
    both(|house| {
        let scene = Scene::new(house);
        let annex = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
        assert_eq!(scene.attach("Annex A, security measures", annex).unwrap(), DocumentState::Kept);
        assert!(refusal(scene.attach("A program", b"\x7fELF\x02\x01\x01")).contains("not taken"));
        assert!(refusal(scene.attach("Nothing", b"")).contains("empty"));
        assert!(matches!(scene.attach(" ", annex), Err(AppError::Form(_))), "without a title");
        let paper = scene.present(&[director()]).unwrap();
        assert!(!scene.sees_anything(), "presented is not signed");
        // While it is out, neither its terms nor what is attached change, and nobody records signatures beside it.
        assert!(refusal(scene.attach("Annex B", annex)).contains("call the paper back"));
        assert!(refusal(scene.present(&[director()])).contains("call the paper back"));
        assert!(refusal(house.app.sign_agreement(&scene.dpo, scene.id)).contains("call the paper back"));
        let link = scene.link();
        // The officer signs in their account; an administrator is not asked to.
        let yes = scene.yes("Dana Example");
        assert!(matches!(house.app.sign_in_account(&scene.admin, paper, &yes), Err(AppError::NotFound)));
        assert!(matches!(house.app.agreement_to_sign(&scene.body, paper), Err(AppError::NotFound)));
        let read = house.app.agreement_to_sign(&scene.dpo, paper).unwrap();
        for wanted in
            ["Localism Act 2011 section 1", "31 March 2027", "Annex A, security measures", "J. Example, Director"]
        {
            assert!(read.says.contains(wanted), "{wanted} in:\n{}", read.says);
        }
        assert!(house.app.agreement_to_sign_document(&scene.dpo, paper, read.documents[0].0).unwrap().bytes == annex);
        let other = Signature { shown: "00".repeat(32), ..yes.clone() };
        assert!(refusal(house.app.sign_in_account(&scene.dpo, paper, &other)).contains("read it again"));
        assert!(matches!(
            house.app.sign_in_account(&scene.dpo, paper, &Signature { agrees: false, ..yes.clone() }),
            Err(AppError::Form(_))
        ));
        house.app.sign_in_account(&scene.dpo, paper, &yes).unwrap();
        assert!(matches!(house.app.sign_in_account(&scene.dpo, paper, &yes), Err(AppError::NotFound)), "once");
        assert_eq!(scene.standing(), Standing::Unsigned { ours: true, theirs: false });
        assert!(!scene.sees_anything(), "one side is not both");
        // The other side has no account: a link, and a code that is sent when it is followed.
        let wrong = Sensitive::new("000000".to_owned());
        assert!(
            matches!(house.app.agreement_by_link(&link, &wrong).unwrap(), ByLink::WrongCode),
            "no code was sent yet"
        );
        let code = scene.code(&link);
        let ByLink::Here((theirs, presented)) = house.app.agreement_by_link(&link, &code).unwrap() else {
            panic!("the code does not open it")
        };
        assert_eq!(theirs.says, read.says, "both sides read the same");
        assert!(says("sha256sum", &[], &presented).starts_with(&scene.shown()));
        let ByLink::Here(file) = house.app.document_by_link(&link, &code, theirs.documents[0].0).unwrap() else {
            panic!("what is attached is not opened")
        };
        assert_eq!(file.bytes, annex);
        let yes = scene.yes("Jo Example");
        assert!(matches!(house.app.sign_by_link(&link, &wrong, &yes).unwrap(), ByLink::WrongCode));
        assert!(matches!(house.app.sign_by_link(&link, &code, &yes).unwrap(), ByLink::Here(())));
        assert!(matches!(house.app.sign_by_link(&link, &code, &yes).unwrap(), ByLink::Over), "one signs once");
        // By the same link, with a new code, they fetch the sealed agreement for a month, and are told so.
        let told = scene.mails();
        assert!(
            matches!(told.as_slice(), [(to, body)] if to == "j.example@care.example" && body.contains("Everybody has signed")),
            "{told:?}"
        );
        let until = london_date(house.now()).checked_add(jiff::Span::new().days(30)).unwrap();
        assert_eq!(house.app.signing_link(&link).unwrap(), Some(LinkLeads::ToFetch(until)));
        assert!(
            matches!(house.app.agreement_by_link(&link, &code).unwrap(), ByLink::WrongCode),
            "the code for signing opens nothing any more"
        );
        let code = scene.code(&link);
        let ByLink::Here((theirs, sealed)) = house.app.agreement_by_link(&link, &code).unwrap() else {
            panic!("the sealed agreement is not there")
        };
        assert!(theirs.signed && !theirs.waits);
        assert_eq!(sealed, house.app.agreement_paper_file(&scene.admin, scene.id).unwrap());
        assert!(matches!(house.app.sign_by_link(&link, &code, &yes).unwrap(), ByLink::Over));
        // In force from that moment, and the register says by whom.
        assert!(scene.sees_anything());
        let view = house.app.agreement(&scene.admin, scene.id).unwrap();
        assert_eq!(view.terms.ours.unwrap().by, "Dana Example, Data protection officer");
        assert_eq!(view.terms.theirs.unwrap().by, "Jo Example, Director");
        // The sealed file: who, when, how, what they said, the hash, the entries.
        let paper = house.app.agreement_paper(&scene.admin, scene.id).unwrap().unwrap();
        assert_eq!((paper.state, paper.provider.as_deref()), (PaperState::Signed, Some("casement")));
        assert!(paper.signers.iter().all(|s| s.state == SignerState::Signed));
        let signed = house.app.agreement_paper_file(&scene.admin, scene.id).unwrap();
        let said = says("pdfsig", &["-nocert"], &signed);
        assert!(said.contains("Signature is Valid") && said.contains("Total document signed"), "{said}");
        let text = says("pdftotext", &["-raw"], &signed);
        let flat = text.split_whitespace().collect::<String>();
        let mut wanted = vec![
            "Evidence of the signature",
            "Dana Example",
            "Jo Example",
            "J. Example, Director",
            "j.example@care.example",
            "In their own account here",
            "By a link sent to their address by email",
            "I may sign it for the body",
            &paper.hash,
        ];
        wanted.extend(paper.signers.iter().map(|s| s.entry.as_deref().unwrap()));
        for wanted in wanted {
            assert!(flat.contains(&wanted.split_whitespace().collect::<String>()), "{wanted} in:\n{text}");
        }
        let Some(SealCheck::Whole { by, certificate }) = &paper.check else { panic!("{:?}", paper.check) };
        assert!(by.contains("signing of documents") && certificate.len() == 64, "{by} {certificate}");
        let mut bad = signed.clone();
        let at = bad.len() / 10 * 9;
        bad[at] ^= 1;
        assert!(!says("pdfsig", &["-nocert"], &bad).contains("Signature is Valid"));
        assert!(signing::verify(&bad).is_err(), "and we notice ourselves");
    });
}

#[test]
fn who_has_an_account_signs_there_and_a_no_ends_it_for_all() {
    both(|house| {
        let scene = Scene::new(house);
        let (theirs, staff) = ("jo@care.example".to_owned(), "dana@council.example".to_owned());
        let body = with_address(house, &scene.body, &theirs);
        with_address(house, &scene.dpo, &staff);
        // Nobody of the council signs for the other side; everybody needs an address of their own; somebody has to sign.
        let named = |email: &str| NewSigner { email: email.to_owned(), ..director() };
        for wrong in [vec![named(&staff)], vec![named("nowhere")], vec![director(), director()], Vec::new()] {
            assert!(matches!(scene.present(&wrong), Err(AppError::Form(_))));
        }
        let paper = scene.present(&[named(&theirs)]).unwrap();
        let mails = scene.mails();
        assert!(mails[0].1.contains("You have an account here") && mails[0].1.contains("/to-sign"));
        let yes = scene.yes("Dana Example");
        house.app.sign_in_account(&scene.dpo, paper, &yes).unwrap();
        let waits = house.app.agreements_to_sign(&body).unwrap();
        assert!(waits.len() == 1 && waits[0].waits && waits[0].side == "Example Care");
        let no = Signature { words: "Annex A is missing".to_owned(), agrees: false, declines: true, ..yes.clone() };
        house.app.sign_in_account(&body, paper, &no).unwrap();
        let view = house.app.agreement_paper(&scene.admin, scene.id).unwrap().unwrap();
        assert_eq!(view.state, PaperState::Declined);
        assert_eq!(view.signers[1].wrote.as_deref(), Some("Annex A is missing"));
        assert_eq!(
            scene.standing(),
            Standing::Unsigned { ours: false, theirs: false },
            "what one side signed counts for nothing"
        );
        // Presented anew, signed by both, in their accounts.
        house.clock.advance_seconds(1);
        let paper = scene.present(&[named(&theirs)]).unwrap();
        house.app.sign_in_account(&body, paper, &scene.yes("Jo Example")).unwrap();
        assert!(!scene.sees_anything());
        house.app.sign_in_account(&scene.dpo, paper, &scene.yes("Dana Example")).unwrap();
        assert!(scene.sees_anything());
        // Whoever signed keeps a way to the sealed file.
        let kept = house.app.agreement_to_sign_file(&body, paper).unwrap();
        assert!(says("pdfsig", &["-nocert"], &kept).contains("Signature is Valid"));
    });
}

#[test]
fn what_is_called_back_or_too_late_is_signed_by_nobody_and_codes_cannot_be_guessed() {
    let house = House::new(&[DUDLEY]);
    let scene = Scene::new(&house);
    let paper = scene.present(&[director()]).unwrap();
    let link = scene.link();
    let code = scene.code(&link);
    let wrong = Sensitive::new(if code.expose() == "123456" { "654321" } else { "123456" }.to_owned());
    for _ in 0..5 {
        assert!(matches!(house.app.agreement_by_link(&link, &wrong).unwrap(), ByLink::WrongCode));
    }
    assert!(matches!(house.app.agreement_by_link(&link, &code).unwrap(), ByLink::WrongCode), "the right one, too late");
    let code = scene.code(&link);
    assert!(matches!(house.app.agreement_by_link(&link, &code).unwrap(), ByLink::Here(_)), "a new one opens it");
    house.clock.advance_seconds(61 * 60);
    assert!(matches!(house.app.agreement_by_link(&link, &code).unwrap(), ByLink::WrongCode), "an hour is over");
    house.app.sign_in_account(&scene.dpo, paper, &scene.yes("Dana Example")).unwrap();
    house.app.call_back_agreement(&scene.admin, scene.id).unwrap();
    assert_eq!(house.app.signing_link(&link).unwrap(), None);
    assert!(house.app.agreement_paper(&scene.admin, scene.id).unwrap().is_none());
    assert_eq!(scene.standing(), Standing::Unsigned { ours: false, theirs: false });
    // Its time.
    let paper = scene.present(&[director()]).unwrap();
    let (link, yes) = (scene.link(), scene.yes("Dana Example"));
    house.clock.advance_seconds(29 * 86_400);
    assert_eq!(house.app.signing_link(&link).unwrap(), None);
    assert!(refusal(house.app.sign_in_account(&scene.dpo, paper, &yes)).contains("time to be signed has passed"));
    // Ending the agreement takes it back too.
    house.app.call_back_agreement(&scene.admin, scene.id).unwrap();
    scene.present(&[director()]).unwrap();
    let link = scene.link();
    house.app.end_agreement(&scene.admin, scene.id, "We do it otherwise").unwrap();
    assert_eq!(house.app.signing_link(&link).unwrap(), None);
    assert!(!scene.sees_anything());
}

/// A service outside, as far as this program knows it: it is handed a digest.
struct Outside(signing::OwnKey);

impl signing::Signer for Outside {
    fn provider(&self) -> &'static str {
        "Example Sign"
    }
    fn certificate(&self) -> &[u8] {
        self.0.certificate()
    }
    fn sign(&self, digest: [u8; 32], at: kernel::Timestamp) -> Result<Vec<u8>, signing::SigningError> {
        self.0.sign(digest, at)
    }
}

#[doc = "keeps DUD-069"]
#[test]
fn another_service_can_sign_and_provider_envelope_and_file_are_on_record_either_way() {
    let house = House::new(&[DUDLEY]);
    let scene = Scene::new(&house);
    let key = signing::OwnKey::make("Example Sign", house.now(), &mut house.entropy()).unwrap();
    house.app.seal_with(Box::new(Outside(key))).unwrap();
    let paper = scene.present(&[director()]).unwrap();
    let link = scene.link();
    house.app.sign_in_account(&scene.dpo, paper, &scene.yes("Dana Example")).unwrap();
    let code = scene.code(&link);
    house.app.sign_by_link(&link, &code, &scene.yes("Jo Example")).unwrap();
    let kept = house.app.agreement_paper(&scene.admin, scene.id).unwrap().unwrap();
    assert_eq!((kept.provider.as_deref(), kept.id), (Some("Example Sign"), paper));
    assert!(matches!(kept.check, Some(SealCheck::Whole { by, .. }) if by.contains("Example Sign")));
    let file = house.app.agreement_paper_file(&scene.admin, scene.id).unwrap();
    assert!(says("pdfsig", &["-nocert"], &file).contains("Signature is Valid"));
    // Signed wholly elsewhere: service, envelope and the signed file.
    let elsewhere = NewAttachment {
        bytes: Arc::new(file.clone()),
        title: "Signed copy".to_owned(),
        provider: "Adobe Acrobat Sign".to_owned(),
        envelope: "CBJCHBCAABAA-7".to_owned(),
    };
    let half = NewAttachment { envelope: String::new(), ..elsewhere.clone() };
    assert!(matches!(house.app.attach_to_agreement(&scene.admin, scene.id, &half), Err(AppError::Form(_))));
    house.app.attach_to_agreement(&scene.admin, scene.id, &elsewhere).unwrap();
    let lines = house.app.agreement_documents(&scene.admin, scene.id).unwrap();
    let line = lines.last().unwrap();
    assert_eq!(line.elsewhere, Some(("Adobe Acrobat Sign".to_owned(), "CBJCHBCAABAA-7".to_owned())));
    assert_eq!(house.app.agreement_document(&scene.admin, scene.id, line.id).unwrap().bytes, file);
    // What belongs to a signed agreement stays with it, and only those see it who keep the register.
    assert!(refusal(house.app.remove_agreement_document(&scene.admin, scene.id, line.id)).contains("stays"));
    let staff = officer(&house, DUDLEY, "meet-needs");
    assert!(matches!(house.app.agreement_document(&staff, scene.id, line.id), Err(AppError::NotFound)));
    assert!(matches!(house.app.agreement_documents(&scene.body, scene.id), Err(AppError::NotFound)));
}

#[test]
fn who_signs_by_a_link_before_the_others_fetches_the_sealed_agreement_once_all_have_signed_and_for_a_month() {
    let house = House::new(&[DUDLEY]);
    let scene = Scene::new(&house);
    let paper = scene.present(&[director()]).unwrap();
    let link = scene.link();
    assert_eq!(house.app.signing_link(&link).unwrap(), Some(LinkLeads::ToSign));
    let code = scene.code(&link);
    let yes = scene.yes("Jo Example");
    assert!(matches!(house.app.sign_by_link(&link, &code, &yes).unwrap(), ByLink::Here(())));
    // Nothing is there yet, and no code is sent for it.
    assert_eq!(house.app.signing_link(&link).unwrap(), Some(LinkLeads::Later));
    assert!(!house.app.send_signing_code(&link).unwrap());
    assert!(matches!(house.app.agreement_by_link(&link, &code).unwrap(), ByLink::Over));
    assert!(scene.mails().is_empty());
    house.app.sign_in_account(&scene.dpo, paper, &scene.yes("Dana Example")).unwrap();
    assert_eq!(scene.mails().len(), 1);
    let code = scene.code(&link);
    let ByLink::Here((_, sealed)) = house.app.agreement_by_link(&link, &code).unwrap() else { panic!("not there") };
    assert!(says("pdfsig", &["-nocert"], &sealed).contains("Signature is Valid"));
    house.clock.advance_seconds(30 * 86_400);
    assert!(matches!(house.app.signing_link(&link).unwrap(), Some(LinkLeads::ToFetch(_))), "the last day counts");
    house.clock.advance_seconds(86_400);
    assert_eq!(house.app.signing_link(&link).unwrap(), None);
    assert!(!house.app.send_signing_code(&link).unwrap());
}
