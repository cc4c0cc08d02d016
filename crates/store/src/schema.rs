//! The tables, as Diesel sees them. A test compares this file with both catalogues.

diesel::table! {
    authority (id) {
        id -> Binary,
        slug -> Text,
        name -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    notice_version (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_id -> Text,
        version -> Text,
        title -> Text,
        source -> Text,
        hash -> Binary,
        draft -> Bool,
        effective_on -> Text,
        published_at -> BigInt,
    }
}

diesel::table! {
    enrolment (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_id -> Text,
        class -> Text,
        body -> Text,
        name -> Text,
        from_on -> Text,
        until_on -> Nullable<Text>,
        evidence -> Text,
        recorded_at -> BigInt,
    }
}

diesel::table! {
    agreement (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_id -> Text,
        party -> Text,
        reference -> Text,
        from_on -> Text,
        until_on -> Nullable<Text>,
        recorded_at -> BigInt,
        kind -> Text,
        title -> Text,
        members -> Text,
        purposes -> Text,
        categories -> Text,
        gateways -> Text,
        review_on -> Nullable<Text>,
        document -> Text,
        contact -> Text,
        ours_by -> Nullable<Text>,
        ours_on -> Nullable<Text>,
        theirs_by -> Nullable<Text>,
        theirs_on -> Nullable<Text>,
        ended_at -> Nullable<BigInt>,
        ended_why -> Nullable<Text>,
        our_contact -> Text,
        officer_is -> Text,
        officer_name -> Text,
    }
}

diesel::table! {
    account (authority, id) {
        authority -> Binary,
        id -> Binary,
        username -> Text,
        name -> Text,
        administers -> Bool,
        capacities -> Text,
        enrolment -> Nullable<Binary>,
        created_at -> BigInt,
        disabled_at -> Nullable<BigInt>,
        confirm_by -> Nullable<Text>,
        trained_until -> Nullable<Text>,
        bound_by -> Nullable<Text>,
    }
}

diesel::table! {
    credential (authority, account) {
        authority -> Binary,
        account -> Binary,
        password_hash -> Text,
        totp_sealed -> Nullable<Binary>,
        totp_confirmed -> Bool,
        totp_last_step -> Nullable<BigInt>,
        recovery -> Text,
        failed_count -> Integer,
        last_failed_at -> Nullable<BigInt>,
        changed_at -> BigInt,
    }
}

diesel::table! {
    session (authority, id) {
        authority -> Binary,
        id -> Binary,
        token_hash -> Binary,
        account -> Binary,
        capacity -> Text,
        purpose -> Text,
        second_factor -> Bool,
        began_at -> BigInt,
        last_seen_at -> BigInt,
        expires_at -> BigInt,
        device -> Text,
    }
}

diesel::table! {
    known_device (authority, account, token_hash) {
        authority -> Binary,
        account -> Binary,
        token_hash -> Binary,
        words -> Text,
        first_seen_at -> BigInt,
        last_seen_at -> BigInt,
        confirmed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    invitation (authority, id) {
        authority -> Binary,
        id -> Binary,
        token_hash -> Binary,
        username -> Text,
        name -> Text,
        administers -> Bool,
        capacities -> Text,
        enrolment -> Nullable<Binary>,
        invited_by -> Nullable<Binary>,
        made_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
        withdrawn_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    passkey (authority, credential) {
        authority -> Binary,
        credential -> Binary,
        account -> Binary,
        name -> Text,
        public_key -> Text,
        made_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sign_on_provider (authority, id) {
        authority -> Binary,
        id -> Binary,
        label -> Text,
        issuer -> Text,
        client_id -> Text,
        secret -> Nullable<Binary>,
        scopes -> Text,
        groups_claim -> Text,
        makes_accounts -> Bool,
        factors -> Text,
        made_at -> BigInt,
        off_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sign_on_group (authority, provider, name) {
        authority -> Binary,
        provider -> Binary,
        name -> Text,
        capacities -> Text,
        administers -> Bool,
        team -> Nullable<Binary>,
        role -> Nullable<Text>,
    }
}

diesel::table! {
    sign_on_identity (authority, provider, known_as) {
        authority -> Binary,
        provider -> Binary,
        known_as -> Text,
        account -> Binary,
        in_groups -> Text,
        gave -> Text,
        gave_administration -> Bool,
        gave_places -> Text,
        made_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    ceremony (authority, token_hash) {
        authority -> Binary,
        token_hash -> Binary,
        account -> Nullable<Binary>,
        state -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    recovery (authority, id) {
        authority -> Binary,
        id -> Binary,
        account -> Binary,
        asked_by -> Binary,
        asked_at -> BigInt,
        decided_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>,
        token_hash -> Nullable<Binary>,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    person (authority, id) {
        authority -> Binary,
        id -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    person_key (authority, digest, person) {
        authority -> Binary,
        digest -> Binary,
        person -> Binary,
        strength -> SmallInt,
    }
}

diesel::table! {
    case_file (authority, id) {
        authority -> Binary,
        id -> Binary,
        reference -> Text,
        notice_version -> Binary,
        service -> Text,
        person -> Binary,
        state -> Text,
        opened_on -> Text,
        closed_on -> Nullable<Text>,
        close_reason -> Nullable<Text>,
        retention_due -> Nullable<Text>,
        retention_statement -> Nullable<Text>,
        owner -> Nullable<Binary>,
        next_due_on -> Nullable<Text>,
        next_due_kind -> Nullable<Text>,
        due_sort -> Text,
        restricted -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    case_party (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        party -> Text,
        account -> Nullable<Binary>,
        enrolment -> Nullable<Binary>,
        since -> Text,
        until -> Nullable<Text>,
    }
}

diesel::table! {
    section (authority, case_id, category, version) {
        authority -> Binary,
        case_id -> Binary,
        category -> Text,
        version -> Integer,
        id -> Binary,
        person -> Binary,
        record_class -> Text,
        sealed -> Binary,
        author -> Nullable<Binary>,
        source -> Text,
        recorded_at -> BigInt,
        superseded_at -> Nullable<BigInt>,
        form -> Text,
    }
}

diesel::table! {
    form_version (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_version -> Binary,
        service -> Text,
        version -> Text,
        title -> Text,
        source -> Text,
        hash -> Binary,
        published_at -> BigInt,
    }
}

diesel::table! {
    draft (authority, id) {
        authority -> Binary,
        id -> Binary,
        account -> Binary,
        case_id -> Nullable<Binary>,
        notice_id -> Text,
        service -> Text,
        category -> Text,
        person -> Binary,
        record_class -> Text,
        version -> Integer,
        sealed -> Nullable<Binary>,
        saved_at -> BigInt,
        done_at -> Nullable<BigInt>,
        made -> Nullable<Binary>,
        origin -> Text,
        sent_hash -> Nullable<Binary>,
    }
}

diesel::table! {
    person_link (authority, id) {
        authority -> Binary,
        id -> Binary,
        one -> Binary,
        other -> Binary,
        score -> Integer,
        linked_by -> Nullable<Binary>,
        linked_at -> BigInt,
        split_by -> Nullable<Binary>,
        split_at -> Nullable<BigInt>,
        run -> Nullable<Binary>,
        model -> Text,
    }
}

diesel::table! {
    duplicate (authority, one, other) {
        authority -> Binary,
        one -> Binary,
        other -> Binary,
        notice_id -> Text,
        score -> Integer,
        state -> Text,
        proposed_at -> BigInt,
        decided_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    case_item (authority, id, version) {
        authority -> Binary,
        id -> Binary,
        version -> Integer,
        case_id -> Binary,
        person -> Binary,
        kind -> Text,
        category -> Text,
        record_class -> Text,
        third_party -> Bool,
        staff_only -> Bool,
        happened_at -> BigInt,
        ends_at -> Nullable<BigInt>,
        sealed -> Binary,
        author -> Nullable<Binary>,
        recorded_at -> BigInt,
        superseded_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    task (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        kind -> Text,
        due_on -> Text,
        owner -> Nullable<Binary>,
        done_at -> Nullable<BigInt>,
        item -> Nullable<Binary>,
        rule -> Nullable<Text>,
        escalates_on -> Nullable<Text>,
        waiting_for -> Nullable<Text>,
        made_by -> Nullable<Binary>,
        made_at -> Nullable<BigInt>,
        done_by -> Nullable<Binary>,
        withdrawn -> Nullable<Text>,
    }
}

diesel::table! {
    warning (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        proposed_by -> Binary,
        proposed_at -> BigInt,
        approved_by -> Nullable<Binary>,
        approved_at -> Nullable<BigInt>,
        review_on -> Text,
        expires_on -> Text,
        told -> Text,
        told_on -> Nullable<Text>,
        ended_by -> Nullable<Binary>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    case_access (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        account -> Nullable<Binary>,
        kind -> Text,
        reason -> Text,
        set_by -> Binary,
        set_at -> BigInt,
        ended_by -> Nullable<Binary>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    saved_view (authority, id) {
        authority -> Binary,
        id -> Binary,
        account -> Binary,
        list -> Text,
        name -> Text,
        query -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    calendar_token (authority, id) {
        authority -> Binary,
        id -> Binary,
        account -> Binary,
        token_hash -> Binary,
        capacity -> Text,
        purpose -> Text,
        made_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    bulk_job (authority, id) {
        authority -> Binary,
        id -> Binary,
        account -> Binary,
        capacity -> Text,
        purpose -> Text,
        what -> Text,
        made_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    bulk_case (authority, job, case_id) {
        authority -> Binary,
        job -> Binary,
        case_id -> Binary,
        place -> Integer,
        state -> Text,
        words -> Text,
    }
}

diesel::table! {
    document (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        media -> Text,
        bytes -> BigInt,
        state -> Text,
        scanned_at -> Nullable<BigInt>,
        preview -> Nullable<Text>,
        expires_on -> Nullable<Text>,
        verified_how -> Nullable<Text>,
        verified_by -> Nullable<Binary>,
        verified_at -> Nullable<BigInt>,
        asked -> Nullable<Binary>,
    }
}

diesel::table! {
    asked_document (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        state -> Text,
        due_on -> Text,
        asked_by -> Binary,
        asked_at -> BigInt,
        changed_at -> BigInt,
        reminded_on -> Nullable<Text>,
    }
}

diesel::table! {
    document_part (authority, id, part) {
        authority -> Binary,
        id -> Binary,
        part -> Text,
        person -> Binary,
        record_class -> Text,
        sealed -> Binary,
    }
}

diesel::table! {
    consent (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        person -> Binary,
        party -> Text,
        purpose -> Text,
        categories -> Text,
        state -> Text,
        explicit -> Bool,
        method -> Text,
        given_at -> Nullable<BigInt>,
        withdrawn_at -> Nullable<BigInt>,
        expires_on -> Nullable<Text>,
        wording_hash -> Binary,
        notice_version -> Binary,
        recorded_by -> Nullable<Binary>,
        recorded_at -> BigInt,
        superseded_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    fact_record (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        person -> Binary,
        party -> Text,
        fact -> Text,
        purpose -> Text,
        record_class -> Text,
        sealed -> Nullable<Binary>,
        recorded_by -> Nullable<Binary>,
        recorded_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    ledger_entry (authority, id) {
        authority -> Binary,
        id -> Binary,
        idx -> Nullable<BigInt>,
        leaf -> Binary,
        body -> Binary,
    }
}

diesel::table! {
    ledger_node (authority, level, idx) {
        authority -> Binary,
        level -> SmallInt,
        idx -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    ledger_subject (authority, tag, entry) {
        authority -> Binary,
        tag -> Binary,
        entry -> Binary,
        inside -> Bool,
    }
}

diesel::table! {
    ledger_checkpoint (authority, size) {
        authority -> Binary,
        size -> BigInt,
        root -> Binary,
        note -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    ledger_lease (authority) {
        authority -> Binary,
        size -> BigInt,
        holder -> Nullable<Binary>,
        expires_at -> BigInt,
    }
}

diesel::table! {
    team (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_id -> Text,
        name -> Text,
        made_at -> BigInt,
        closed_on -> Nullable<Text>,
    }
}

diesel::table! {
    case_team (authority, case_id) {
        authority -> Binary,
        case_id -> Binary,
        team -> Binary,
        given_by -> Binary,
        given_at -> BigInt,
    }
}

diesel::table! {
    team_member (authority, id) {
        authority -> Binary,
        id -> Binary,
        team -> Binary,
        account -> Binary,
        role -> Text,
        from_on -> Text,
        until_on -> Nullable<Text>,
    }
}

diesel::table! {
    absence (authority, id) {
        authority -> Binary,
        id -> Binary,
        account -> Binary,
        cover -> Nullable<Binary>,
        from_on -> Text,
        until_on -> Text,
        recorded_by -> Binary,
        recorded_at -> BigInt,
        cancelled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    job (authority, id) {
        authority -> Binary,
        id -> Binary,
        kind -> Text,
        subject -> Nullable<Binary>,
        case_id -> Nullable<Binary>,
        class -> Nullable<Text>,
        sealed -> Nullable<Binary>,
        detail -> Text,
        once_key -> Nullable<Text>,
        state -> Text,
        attempts -> Integer,
        due_at -> BigInt,
        lease -> Nullable<Binary>,
        lease_until -> Nullable<BigInt>,
        error -> Nullable<Text>,
        enqueued_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    job_schedule (authority, kind) {
        authority -> Binary,
        kind -> Text,
        every_minutes -> Integer,
        at_minute -> Nullable<Integer>,
        paused -> Bool,
        next_at -> BigInt,
    }
}

diesel::table! {
    message_template (authority, notice_id, key, version) {
        authority -> Binary,
        notice_id -> Text,
        key -> Text,
        version -> Text,
        source -> Text,
        hash -> Binary,
        published_at -> BigInt,
    }
}

diesel::table! {
    message (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        person -> Binary,
        channel -> Text,
        template -> Text,
        categories -> Text,
        contact_version -> Integer,
        class -> Text,
        sealed -> Binary,
        hash -> Binary,
        state -> Text,
        why -> Nullable<Text>,
        provider -> Nullable<Text>,
        provider_ref -> Nullable<Text>,
        sender -> Binary,
        queued_at -> BigInt,
        sent_at -> Nullable<BigInt>,
        settled_at -> Nullable<BigInt>,
        printed_by -> Nullable<Binary>,
    }
}

diesel::table! {
    signing_certificate (authority, made_at) {
        authority -> Binary,
        made_at -> BigInt,
        certificate -> Binary,
        sealed -> Binary,
        brought -> Bool,
    }
}

diesel::table! {
    paper (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Nullable<Binary>,
        person -> Binary,
        template -> Text,
        categories -> Text,
        record_class -> Text,
        sealed -> Binary,
        hash -> Binary,
        state -> Text,
        made_by -> Binary,
        made_at -> BigInt,
        sent_at -> Nullable<BigInt>,
        until_on -> Nullable<Text>,
        settled_at -> Nullable<BigInt>,
        file -> Nullable<Binary>,
        file_hash -> Nullable<Binary>,
        agreement -> Nullable<Binary>,
        provider -> Nullable<Text>,
    }
}

diesel::table! {
    paper_signer (authority, paper, place) {
        authority -> Binary,
        paper -> Binary,
        place -> Integer,
        side -> Text,
        sealed -> Nullable<Binary>,
        account -> Nullable<Binary>,
        link_hash -> Nullable<Binary>,
        code_hash -> Nullable<Binary>,
        code_until -> Nullable<BigInt>,
        codes -> Integer,
        tries -> Integer,
        state -> Text,
        way -> Nullable<Text>,
        witness -> Nullable<Binary>,
        answer -> Nullable<Binary>,
        entry -> Nullable<Binary>,
        settled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    agreement_document (authority, id) {
        authority -> Binary,
        id -> Binary,
        agreement -> Binary,
        title -> Text,
        media -> Text,
        bytes -> BigInt,
        hash -> Binary,
        state -> Text,
        provider -> Text,
        envelope -> Text,
        added_by -> Binary,
        added_at -> BigInt,
        sealed -> Binary,
    }
}

diesel::table! {
    originator_request (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        person -> Binary,
        category -> Text,
        source -> Text,
        originator -> Text,
        party -> Text,
        purpose -> Text,
        items -> Text,
        why -> Text,
        until_on -> Text,
        answer_by -> Text,
        state -> Text,
        asked_by -> Binary,
        asked_at -> BigInt,
        reminded_at -> Nullable<BigInt>,
        answered_by -> Nullable<Binary>,
        answered_at -> Nullable<BigInt>,
        refusal -> Nullable<Text>,
        task -> Nullable<Binary>,
        word -> Nullable<Binary>,
        record_class -> Text,
        sealed -> Binary,
        answer -> Nullable<Binary>,
    }
}

diesel::table! {
    originator_word (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        person -> Binary,
        category -> Text,
        source -> Text,
        party -> Text,
        purpose -> Text,
        agreed_on -> Text,
        until_on -> Text,
        recorded_by -> Binary,
        recorded_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        record_class -> Text,
        sealed -> Binary,
    }
}

diesel::table! {
    support_lookup (authority, id) {
        authority -> Binary,
        id -> Binary,
        account -> Binary,
        asked_at -> BigInt,
        answered -> Bool,
    }
}

diesel::table! {
    share_copy (authority, id) {
        authority -> Binary,
        id -> Binary,
        share -> Binary,
        case_id -> Binary,
        holder -> Text,
        statement -> Text,
        why -> Text,
        no_trace -> Bool,
        gone_by -> Text,
        made_at -> BigInt,
        said -> Nullable<Text>,
        said_at -> Nullable<BigInt>,
        said_by -> Nullable<Binary>,
    }
}

diesel::table! {
    share_document (authority, id) {
        authority -> Binary,
        id -> Binary,
        share -> Binary,
        case_id -> Binary,
        person -> Binary,
        category -> Text,
        record_class -> Text,
        media -> Text,
        bytes -> BigInt,
        hash -> Binary,
        sealed -> Binary,
        content -> Binary,
        preview -> Nullable<Binary>,
    }
}

diesel::table! {
    share (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        person -> Binary,
        notice_version -> Binary,
        ground -> Text,
        party -> Text,
        body -> Nullable<Text>,
        purpose -> Text,
        items -> Text,
        gateway -> Text,
        test -> Text,
        facts -> Text,
        approvers -> Text,
        about -> Text,
        record_class -> Text,
        channel -> Text,
        hours -> Integer,
        state -> Text,
        asked_by -> Binary,
        asked_at -> BigInt,
        decided_by -> Nullable<Binary>,
        sent_at -> Nullable<BigInt>,
        expires_at -> Nullable<BigInt>,
        receipt -> Nullable<Text>,
        told -> Text,
        review_on -> Nullable<Text>,
        reviewed_at -> Nullable<BigInt>,
        answer_by -> Nullable<Text>,
        task -> Nullable<Binary>,
        country -> Nullable<Text>,
    }
}

diesel::table! {
    share_link (authority, id) {
        authority -> Binary,
        id -> Binary,
        share -> Binary,
        link_hash -> Binary,
        code_hash -> Binary,
        until_at -> BigInt,
        tries -> Integer,
        made_by -> Binary,
        made_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    share_part (authority, id) {
        authority -> Binary,
        id -> Binary,
        share -> Binary,
        part -> Integer,
        category -> Text,
        person -> Binary,
        record_class -> Text,
        sealed -> Binary,
        answered_at -> Nullable<BigInt>,
        gone_on -> Nullable<Text>,
    }
}

diesel::table! {
    share_step (authority, id) {
        authority -> Binary,
        id -> Binary,
        share -> Binary,
        at -> BigInt,
        account -> Nullable<Binary>,
        step -> Text,
        code -> Nullable<Text>,
        person -> Binary,
        record_class -> Text,
        sealed -> Nullable<Binary>,
    }
}

diesel::table! {
    inbound (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_version -> Binary,
        service -> Text,
        sender -> Text,
        body -> Nullable<Text>,
        reason -> Text,
        agreed -> Text,
        chosen -> Bool,
        reference -> Text,
        state -> Text,
        received_at -> BigInt,
        case_id -> Nullable<Binary>,
        ending -> Nullable<Text>,
        decided_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>,
        step_down -> Bool,
        step_up -> Nullable<Binary>,
        answer_by -> Nullable<Text>,
        task -> Nullable<Binary>,
    }
}

diesel::table! {
    inbound_document (authority, id) {
        authority -> Binary,
        id -> Binary,
        inbound -> Binary,
        category -> Text,
        person -> Binary,
        record_class -> Text,
        media -> Text,
        bytes -> BigInt,
        state -> Text,
        came_at -> BigInt,
        sealed -> Binary,
    }
}

diesel::table! {
    inbound_part (authority, id) {
        authority -> Binary,
        id -> Binary,
        inbound -> Binary,
        part -> Text,
        category -> Text,
        person -> Binary,
        record_class -> Text,
        sealed -> Binary,
    }
}

diesel::table! {
    rights_request (authority, id) {
        authority -> Binary,
        id -> Binary,
        reference -> Text,
        notice_id -> Text,
        notice_version -> Binary,
        kind -> Text,
        channel -> Text,
        representative -> Bool,
        controller -> Text,
        received_on -> Text,
        reply_by -> Nullable<Text>,
        person -> Binary,
        record_class -> Text,
        sealed -> Binary,
        logged_by -> Nullable<Binary>,
        made_at -> BigInt,
        due_on -> Nullable<Text>,
        outcome -> Nullable<Text>,
        settled_at -> Nullable<BigInt>,
        asked_by -> Nullable<Binary>,
    }
}

diesel::table! {
    linkage_run (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_id -> Text,
        notice_version -> Binary,
        account -> Binary,
        capacity -> Text,
        purpose -> Text,
        state -> Text,
        model -> Text,
        person -> Binary,
        record_class -> Text,
        counts -> Text,
        made_at -> BigInt,
        expires_on -> Text,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    linkage_list (authority, id) {
        authority -> Binary,
        id -> Binary,
        run -> Binary,
        party -> Text,
        label -> Text,
        gateway -> Text,
        agreement -> Text,
        categories -> Text,
        columns_left_out -> Text,
        record_count -> Integer,
        sealed -> Nullable<Binary>,
        made_at -> BigInt,
    }
}

diesel::table! {
    linkage_pair (authority, run, number) {
        authority -> Binary,
        run -> Binary,
        number -> Integer,
        cluster -> Text,
        one_key -> Binary,
        one_person -> Nullable<Binary>,
        one_list -> Nullable<Binary>,
        one_row -> Integer,
        other_key -> Binary,
        other_person -> Nullable<Binary>,
        other_list -> Nullable<Binary>,
        other_row -> Integer,
        sampled -> Bool,
        state -> Text,
    }
}

diesel::table! {
    linkage_verdict (authority, run, number, account) {
        authority -> Binary,
        run -> Binary,
        number -> Integer,
        account -> Binary,
        verdict -> Text,
        reason -> Text,
        made_at -> BigInt,
        seen_as -> Text,
        millibits -> Nullable<Integer>,
        evidence -> Text,
        model -> Text,
    }
}

diesel::table! {
    linkage_model (authority, notice_id, number) {
        authority -> Binary,
        notice_id -> Text,
        number -> Integer,
        name -> Text,
        about -> Text,
        content -> Text,
        offered_by -> Binary,
        offered_at -> BigInt,
    }
}

diesel::table! {
    linkage_model_use (authority, notice_id, place) {
        authority -> Binary,
        notice_id -> Text,
        place -> Integer,
        number -> Integer,
        reason -> Text,
        judged -> Text,
        taken_by -> Binary,
        taken_at -> BigInt,
    }
}

diesel::table! {
    linkage_part (authority, run, number) {
        authority -> Binary,
        run -> Binary,
        number -> Integer,
        last_case -> Binary,
        sealed -> Binary,
        made_at -> BigInt,
    }
}

diesel::table! {
    linkage_decision (authority, notice_id, one_key, other_key) {
        authority -> Binary,
        notice_id -> Text,
        one_key -> Binary,
        other_key -> Binary,
        verdict -> Text,
        run -> Binary,
        decided_by -> Binary,
        decided_at -> BigInt,
        on_record -> Nullable<Bool>,
        expires_on -> Nullable<Text>,
    }
}

diesel::table! {
    rights_case (authority, request, case_id) {
        authority -> Binary,
        request -> Binary,
        case_id -> Binary,
        matched_by -> Binary,
        matched_at -> BigInt,
        member -> Nullable<Binary>,
    }
}

diesel::table! {
    rights_told (authority, id) {
        authority -> Binary,
        id -> Binary,
        request -> Binary,
        notice_id -> Text,
        reference -> Text,
        party -> Text,
        why -> Text,
        categories -> Text,
        told_at -> BigInt,
        acknowledged_at -> Nullable<BigInt>,
        did -> Nullable<Text>,
        did_at -> Nullable<BigInt>,
        did_by -> Nullable<Binary>,
    }
}

diesel::table! {
    rights_step (authority, id) {
        authority -> Binary,
        id -> Binary,
        request -> Binary,
        step -> Text,
        on_day -> Text,
        code -> Text,
        person -> Binary,
        record_class -> Text,
        sealed -> Nullable<Binary>,
        done_by -> Nullable<Binary>,
        made_at -> BigInt,
    }
}

diesel::table! {
    rights_passage (authority, request, place) {
        authority -> Binary,
        id -> Binary,
        request -> Binary,
        place -> Text,
        case_id -> Nullable<Binary>,
        category -> Text,
        choice -> Text,
        reason -> Text,
        person -> Binary,
        record_class -> Text,
        sealed -> Nullable<Binary>,
        decided_by -> Binary,
        decided_at -> BigInt,
    }
}

diesel::table! {
    rights_copy (authority, id) {
        authority -> Binary,
        id -> Binary,
        request -> Binary,
        recipient -> Text,
        purpose -> Text,
        state -> Text,
        scope -> Text,
        pieces -> Integer,
        left_out -> Integer,
        hash -> Binary,
        made_by -> Binary,
        made_at -> BigInt,
        checked_by -> Nullable<Binary>,
        checked_at -> Nullable<BigInt>,
        link_hash -> Nullable<Binary>,
        code_hash -> Nullable<Binary>,
        link_until -> Nullable<BigInt>,
        link_tries -> Integer,
        handed_at -> Nullable<BigInt>,
        handed_how -> Nullable<Text>,
        handed_by -> Nullable<Binary>,
        keep_until -> Text,
    }
}

diesel::table! {
    rights_copy_file (authority, copy, part) {
        authority -> Binary,
        copy -> Binary,
        part -> Integer,
        person -> Binary,
        record_class -> Text,
        sealed -> Binary,
    }
}

diesel::table! {
    agreement_notice (authority, agreement, what) {
        authority -> Binary,
        agreement -> Binary,
        what -> Text,
        at -> BigInt,
        ours -> Bool,
        theirs -> Bool,
    }
}

diesel::table! {
    reminder_sent (authority, about, what) {
        authority -> Binary,
        about -> Text,
        what -> Text,
        at -> BigInt,
        ours -> Bool,
        theirs -> Bool,
    }
}

diesel::table! {
    meeting_statement (authority, meeting, account) {
        authority -> Binary,
        meeting -> Binary,
        account -> Binary,
        party -> Text,
        signed_at -> BigInt,
    }
}

diesel::table! {
    outside_document (authority, id) {
        authority -> Binary,
        id -> Binary,
        request -> Binary,
        person -> Binary,
        record_class -> Text,
        media -> Text,
        bytes -> BigInt,
        state -> Text,
        added_by -> Binary,
        added_at -> BigInt,
        sealed -> Binary,
    }
}

diesel::table! {
    consent_detail (authority, consent) {
        authority -> Binary,
        consent -> Binary,
        case_id -> Binary,
        wording -> Text,
        language -> Text,
        said_at -> BigInt,
        own_notice -> Text,
        own_notice_version -> Text,
        origin -> Text,
        record_class -> Text,
        sealed -> Nullable<Binary>,
    }
}

diesel::table! {
    consent_told (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        person -> Binary,
        consent -> Binary,
        party -> Text,
        purpose -> Text,
        categories -> Text,
        times -> BigInt,
        times_since -> BigInt,
        had_first -> BigInt,
        had_last -> BigInt,
        said_at -> BigInt,
        cannot_recall -> Bool,
        told_at -> BigInt,
        acknowledged_at -> Nullable<BigInt>,
        acknowledged_by -> Nullable<Binary>,
        did -> Nullable<Text>,
        did_at -> Nullable<BigInt>,
        did_by -> Nullable<Binary>,
        record_class -> Text,
        sealed -> Nullable<Binary>,
    }
}

diesel::table! {
    interview_offer (authority, case_id, party, purpose) {
        authority -> Binary,
        case_id -> Binary,
        party -> Text,
        purpose -> Text,
        offered_by -> Binary,
        offered_at -> BigInt,
    }
}

diesel::table! {
    interview (authority, case_id) {
        authority -> Binary,
        case_id -> Binary,
        completed_by -> Binary,
        completed_at -> BigInt,
    }
}

diesel::table! {
    portal_account (authority, id) {
        authority -> Binary,
        id -> Binary,
        person -> Binary,
        case_id -> Binary,
        kind -> Text,
        channel -> Text,
        way_digest -> Binary,
        born_digest -> Binary,
        categories -> Text,
        until_on -> Nullable<Text>,
        record_class -> Text,
        sealed -> Nullable<Binary>,
        invited_by -> Binary,
        invited_at -> BigInt,
        approved_by -> Nullable<Binary>,
        approved_at -> Nullable<BigInt>,
        ended_by -> Nullable<Binary>,
        ended_at -> Nullable<BigInt>,
        first_in_at -> Nullable<BigInt>,
        last_in_at -> Nullable<BigInt>,
        failed_count -> BigInt,
        last_failed_at -> Nullable<BigInt>,
        codes_sent -> BigInt,
        codes_since -> BigInt,
        word_digest -> Nullable<Binary>,
    }
}

diesel::table! {
    portal_session (authority, id) {
        authority -> Binary,
        id -> Binary,
        token_hash -> Binary,
        account -> Binary,
        code_digest -> Nullable<Binary>,
        tries -> BigInt,
        began_at -> BigInt,
        last_seen_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    api_token (authority, id) {
        authority -> Binary,
        id -> Binary,
        token_hash -> Binary,
        account -> Binary,
        name -> Text,
        capacity -> Text,
        purpose -> Text,
        made_at -> BigInt,
        expires_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        told_days -> Nullable<Integer>,
    }
}

diesel::table! {
    sent_form (authority, key_hash) {
        authority -> Binary,
        key_hash -> Binary,
        request_hash -> Binary,
        answer -> Nullable<Text>,
        said -> Nullable<Text>,
        at -> BigInt,
    }
}

diesel::table! {
    once (authority, account, key_hash) {
        authority -> Binary,
        account -> Binary,
        key_hash -> Binary,
        request_hash -> Binary,
        made -> Binary,
        at -> BigInt,
    }
}

diesel::table! {
    retention_decision (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        kind -> Text,
        statement -> Text,
        code -> Text,
        years -> Nullable<Integer>,
        until_on -> Nullable<Text>,
        class -> Text,
        sealed -> Nullable<Binary>,
        asked_by -> Binary,
        asked_at -> BigInt,
        approved -> Nullable<Bool>,
        decided_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>,
        ended_by -> Nullable<Binary>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    case_clock (authority, case_id) {
        authority -> Binary,
        case_id -> Binary,
        look_on -> Text,
        waits -> Bool,
        class -> Text,
        sealed -> Nullable<Binary>,
    }
}

diesel::table! {
    disposal (authority, id) {
        authority -> Binary,
        id -> Binary,
        destroyed_at -> BigInt,
        notice_id -> Text,
        notice_version -> Text,
        statements -> Text,
        rule -> Text,
        due_on -> Text,
        classes -> Text,
        whole -> Bool,
        counts -> Text,
        keys -> Integer,
        decided_by -> Nullable<Binary>,
        entry -> Binary,
    }
}

diesel::table! {
    retention_schedule (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_id -> Text,
        title -> Text,
        source -> Text,
        imported_at -> BigInt,
    }
}

diesel::table! {
    session_note (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_id -> Text,
        statement -> Text,
        medium -> Text,
        session -> Text,
        held_on -> Text,
        place -> Text,
        destroy_by -> Text,
        sealed -> Nullable<Binary>,
        recorded_by -> Binary,
        recorded_at -> BigInt,
        destroyed_by -> Nullable<Binary>,
        destroyed_at -> Nullable<BigInt>,
        how -> Nullable<Text>,
    }
}

diesel::table! {
    meeting_series (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_id -> Text,
        service -> Text,
        name -> Text,
        terms -> Text,
        statement -> Text,
        criteria -> Text,
        opens_days -> Integer,
        closes_days -> Integer,
        made_by -> Binary,
        made_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    meeting_member (authority, series, party, since) {
        authority -> Binary,
        series -> Binary,
        party -> Text,
        since -> Text,
        until -> Nullable<Text>,
        added_by -> Binary,
    }
}

diesel::table! {
    meeting (authority, id) {
        authority -> Binary,
        id -> Binary,
        series -> Binary,
        held_on -> Text,
        starts -> Text,
        place -> Text,
        state -> Text,
        chair -> Binary,
        made_by -> Binary,
        made_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    meeting_item (authority, id) {
        authority -> Binary,
        id -> Binary,
        meeting -> Binary,
        case_id -> Binary,
        person -> Binary,
        category -> Text,
        record_class -> Text,
        sealed -> Binary,
        points -> Integer,
        position -> Integer,
        lead -> Nullable<Binary>,
        apart -> Text,
        links -> Text,
        put_by -> Binary,
        put_at -> BigInt,
        taken_at -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    meeting_presence (authority, meeting, account, signed_at) {
        authority -> Binary,
        meeting -> Binary,
        account -> Binary,
        party -> Text,
        signed_at -> BigInt,
        left_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    meeting_guest (authority, id) {
        authority -> Binary,
        id -> Binary,
        meeting -> Binary,
        name -> Text,
        party -> Text,
        body -> Text,
        signed_at -> BigInt,
        left_at -> Nullable<BigInt>,
        written_by -> Binary,
    }
}

diesel::table! {
    meeting_entry (authority, item) {
        authority -> Binary,
        item -> Binary,
        agenda -> Binary,
        what -> Text,
        party -> Text,
        owner -> Text,
        due_on -> Nullable<Text>,
        done_at -> Nullable<BigInt>,
        done_by -> Nullable<Binary>,
        ending -> Nullable<Text>,
        progress -> Nullable<Text>,
        progress_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    file_request (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_id -> Text,
        made_by -> Binary,
        principal -> Text,
        list -> Text,
        label -> Text,
        query -> Text,
        why -> Text,
        made_at -> BigInt,
        state -> Text,
        decided_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>,
        until_on -> Nullable<Text>,
        taken_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    look_count (authority, on_day, notice_id, account) {
        authority -> Binary,
        on_day -> Text,
        notice_id -> Text,
        account -> Binary,
        records -> BigInt,
        searches -> BigInt,
        at_night -> BigInt,
        most_one -> BigInt,
    }
}

diesel::table! {
    unusual_look (authority, id) {
        authority -> Binary,
        id -> Binary,
        on_day -> Text,
        notice_id -> Text,
        account -> Binary,
        kind -> Text,
        found -> BigInt,
        usual -> Nullable<BigInt>,
        made_at -> BigInt,
        finding -> Nullable<Text>,
        reviewed_by -> Nullable<Binary>,
        reviewed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    published_figure (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_id -> Text,
        purpose -> Text,
        statement -> Text,
        label -> Text,
        lines -> Text,
        total -> Nullable<BigInt>,
        counted_on -> Text,
        state -> Text,
        made_by -> Binary,
        made_at -> BigInt,
        decided_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    study_release (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_id -> Text,
        flow -> Text,
        party -> Text,
        purpose -> Text,
        agreement -> Text,
        project -> Text,
        state -> Text,
        made_by -> Binary,
        made_at -> BigInt,
        decided_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>,
        taken_by -> Nullable<Binary>,
        taken_at -> Nullable<BigInt>,
        deleted_by -> Nullable<Binary>,
        deleted_at -> Nullable<BigInt>,
        people -> Nullable<BigInt>,
        manifest -> Nullable<Text>,
        certificate -> Nullable<Text>,
        delete_by -> Nullable<Text>,
        received_by -> Nullable<Binary>,
        received_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    service_gap (authority, id) {
        authority -> Binary,
        id -> Binary,
        series -> Binary,
        meeting -> Nullable<Binary>,
        title -> Text,
        words -> Text,
        owner -> Binary,
        due_on -> Text,
        made_by -> Binary,
        made_at -> BigInt,
        closed_at -> Nullable<BigInt>,
        answer -> Nullable<Text>,
    }
}

diesel::table! {
    import_run (authority, id) {
        authority -> Binary,
        id -> Binary,
        account -> Binary,
        capacity -> Text,
        notice_id -> Text,
        service -> Text,
        purpose -> Text,
        source -> Text,
        person -> Binary,
        record_class -> Text,
        heads_digest -> Binary,
        file_digest -> Binary,
        mapping -> Text,
        only_new -> Bool,
        state -> Text,
        total -> Integer,
        parts -> Integer,
        next_part -> Integer,
        counts -> Text,
        problem -> Text,
        made_at -> BigInt,
        expires_on -> Text,
        ended_at -> Nullable<BigInt>,
        token -> Nullable<Binary>,
    }
}

diesel::table! {
    import_part (authority, import_id, number) {
        authority -> Binary,
        import_id -> Binary,
        number -> Integer,
        sealed -> Binary,
    }
}

diesel::table! {
    import_issue (authority, import_id, number) {
        authority -> Binary,
        import_id -> Binary,
        number -> Integer,
        kind -> Text,
        detail -> Text,
    }
}

diesel::table! {
    import_case (authority, import_id, number) {
        authority -> Binary,
        import_id -> Binary,
        number -> Integer,
        case_id -> Binary,
        kept -> Bool,
    }
}

diesel::table! {
    processor (authority, id) {
        authority -> Binary,
        id -> Binary,
        name -> Text,
        task -> Text,
        notice_id -> Text,
        party -> Text,
        contract -> Text,
        agreement -> Nullable<Binary>,
        categories -> Text,
        country -> Text,
        location -> Text,
        from_on -> Text,
        review_on -> Text,
        made_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        ended_why -> Nullable<Text>,
    }
}

diesel::table! {
    sub_processor (authority, id) {
        authority -> Binary,
        id -> Binary,
        processor -> Binary,
        name -> Text,
        task -> Text,
        country -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    assurance (authority, id) {
        authority -> Binary,
        id -> Binary,
        processor -> Binary,
        standard -> Text,
        found -> Text,
        evidence -> Text,
        checked_on -> Text,
        review_on -> Text,
        account -> Binary,
        made_at -> BigInt,
    }
}

diesel::table! {
    carrier (authority, channel) {
        authority -> Binary,
        channel -> Text,
        processor -> Nullable<Binary>,
        confirmed -> Bool,
        account -> Nullable<Binary>,
        at -> BigInt,
    }
}

diesel::table! {
    backup_record (authority, id) {
        authority -> Binary,
        id -> Binary,
        kind -> Text,
        at -> BigInt,
        good -> Bool,
        why -> Text,
        place -> Text,
        copied_at -> BigInt,
        row_count -> BigInt,
        entry_count -> BigInt,
    }
}

diesel::table! {
    data_count (authority, at) {
        authority -> Binary,
        at -> BigInt,
        counts -> Text,
    }
}

diesel::table! {
    backup_setting (authority) {
        authority -> Binary,
        copy_hours -> BigInt,
        test_days -> BigInt,
        drop_percent -> BigInt,
    }
}

diesel::table! {
    alert (authority, id) {
        authority -> Binary,
        id -> Binary,
        what -> Text,
        words -> Text,
        at -> BigInt,
        settled_at -> Nullable<BigInt>,
        account -> Nullable<Binary>,
    }
}

diesel::table! {
    partner_check (authority, notice_id, body, item) {
        authority -> Binary,
        notice_id -> Text,
        body -> Text,
        item -> Text,
        evidence -> Text,
        account -> Nullable<Binary>,
        at -> BigInt,
        result -> Text,
        conditions_by -> Nullable<Text>,
    }
}

diesel::table! {
    outside_request (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_version -> Binary,
        reference -> Text,
        kind -> Text,
        body -> Text,
        channel -> Text,
        law -> Text,
        received_on -> Text,
        answer_by -> Nullable<Text>,
        person -> Binary,
        record_class -> Text,
        sealed -> Binary,
        about -> Nullable<Binary>,
        share -> Nullable<Binary>,
        decision -> Nullable<Text>,
        reason -> Text,
        told -> Text,
        decision_sealed -> Nullable<Binary>,
        made_by -> Binary,
        made_at -> BigInt,
        decided_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    onboarding_setting (authority, notice_id) {
        authority -> Binary,
        notice_id -> Text,
        items -> Text,
    }
}

diesel::table! {
    notice_contact (authority, notice_id, kind, key) {
        authority -> Binary,
        notice_id -> Text,
        kind -> Text,
        key -> Text,
        owner -> Text,
        checked_on -> Text,
        check_by -> Text,
        address -> Text,
        dated_on -> Nullable<Text>,
        account -> Binary,
        at -> BigInt,
    }
}

diesel::table! {
    destination (authority, kind, notice_id, body) {
        authority -> Binary,
        kind -> Text,
        notice_id -> Text,
        body -> Text,
        country -> Text,
        confirmed -> Bool,
        source -> Text,
        account -> Nullable<Binary>,
        at -> BigInt,
    }
}

diesel::table! {
    transfer_record (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_id -> Text,
        body -> Text,
        country -> Text,
        categories -> Text,
        safeguard -> Text,
        source -> Text,
        assessment -> Text,
        assessed_on -> Nullable<Text>,
        from_on -> Text,
        until_on -> Text,
        made_by -> Binary,
        made_at -> BigInt,
        approved_by -> Nullable<Binary>,
        approved_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        ended_why -> Nullable<Text>,
    }
}

diesel::table! {
    agency (authority, id) {
        authority -> Binary,
        id -> Binary,
        name -> Text,
        kind -> Text,
        made_at -> BigInt,
        closed_at -> Nullable<BigInt>,
        successor -> Nullable<Binary>,
    }
}

diesel::table! {
    agency_name (authority, id) {
        authority -> Binary,
        id -> Binary,
        agency -> Binary,
        name -> Text,
        how -> Text,
        until_on -> Nullable<Text>,
        made_at -> BigInt,
    }
}

diesel::table! {
    agency_service (authority, agency, service) {
        authority -> Binary,
        agency -> Binary,
        service -> Text,
    }
}

diesel::table! {
    contract (authority, id) {
        authority -> Binary,
        id -> Binary,
        notice_id -> Text,
        reference -> Text,
        title -> Text,
        commissioner -> Text,
        prime -> Text,
        law -> Text,
        document -> Text,
        from_on -> Text,
        until_on -> Text,
        made_at -> BigInt,
        account -> Nullable<Binary>,
        ended_at -> Nullable<BigInt>,
        ended_why -> Nullable<Text>,
    }
}

diesel::table! {
    contract_provider (authority, contract, body) {
        authority -> Binary,
        contract -> Binary,
        body -> Text,
        from_on -> Text,
        until_on -> Text,
    }
}

diesel::table! {
    agency_contact (authority, id) {
        authority -> Binary,
        id -> Binary,
        agency -> Binary,
        name -> Text,
        post -> Text,
        email -> Text,
        phone -> Text,
        purpose -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    agency_body (authority, notice_id, body) {
        authority -> Binary,
        notice_id -> Text,
        body -> Text,
        agency -> Binary,
    }
}

diesel::table! {
    agency_change (authority, id) {
        authority -> Binary,
        id -> Binary,
        agency -> Binary,
        at -> BigInt,
        account -> Nullable<Binary>,
        what -> Text,
    }
}

diesel::table! {
    household_member (authority, case_id, person, category) {
        authority -> Binary,
        case_id -> Binary,
        person -> Binary,
        category -> Text,
        joined_at -> BigInt,
        restricted -> Bool,
        apart -> Bool,
    }
}

diesel::table! {
    case_mark (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        kind -> Text,
        party -> Text,
        purpose -> Text,
        until_on -> Nullable<Text>,
        set_by -> Nullable<Binary>,
        set_at -> BigInt,
        ended_by -> Nullable<Binary>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    member_part (authority, id) {
        authority -> Binary,
        id -> Binary,
        case_id -> Binary,
        person -> Binary,
        category -> Text,
        record_class -> Text,
        sealed -> Binary,
        recorded_at -> BigInt,
        superseded_at -> Nullable<BigInt>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    notice_contact,
    partner_check,
    onboarding_setting,
    outside_request,
    backup_record,
    data_count,
    backup_setting,
    alert,
    processor,
    sub_processor,
    assurance,
    carrier,
    destination,
    transfer_record,
    import_run,
    import_part,
    import_issue,
    import_case,
    api_token,
    once,
    sent_form,
    authority,
    notice_version,
    enrolment,
    agreement,
    account,
    credential,
    session,
    known_device,
    invitation,
    recovery,
    passkey,
    sign_on_provider,
    sign_on_group,
    sign_on_identity,
    ceremony,
    team,
    team_member,
    case_team,
    absence,
    person,
    person_key,
    case_file,
    case_party,
    section,
    document,
    asked_document,
    household_member,
    case_mark,
    member_part,
    case_item,
    form_version,
    draft,
    person_link,
    duplicate,
    task,
    case_access,
    warning,
    share,
    share_copy,
    support_lookup,
    share_document,
    originator_word,
    consent,
    fact_record,
    case_clock,
    retention_decision,
    ledger_entry,
    ledger_node,
    ledger_subject,
    ledger_checkpoint,
    ledger_lease,
    rights_request,
    linkage_decision,
    linkage_list,
    linkage_pair,
    linkage_part,
    linkage_run,
    linkage_verdict,
    rights_case,
    rights_step,
    rights_passage,
    rights_copy,
    rights_copy_file,
    meeting_series,
    meeting_member,
    meeting,
    meeting_item,
    meeting_presence,
    meeting_guest,
    meeting_entry,
    service_gap,
    published_figure,
    file_request,
    look_count,
    unusual_look,
    study_release,
    paper,
    paper_signer,
    agreement_document,
    signing_certificate,
);

diesel::table! {
    data_key (authority, subject, class, version) {
        authority -> Binary,
        subject -> Binary,
        class -> Text,
        version -> Integer,
        id -> Binary,
        master -> Integer,
        wrapped -> Nullable<Binary>,
        made_at -> BigInt,
        destroyed_at -> Nullable<BigInt>,
        destroyed_why -> Nullable<Text>,
    }
}

diesel::table! {
    key_epoch (id) {
        id -> Integer,
        epoch -> BigInt,
    }
}
diesel::allow_tables_to_appear_in_same_query!(inbound, inbound_document, inbound_part);
diesel::allow_tables_to_appear_in_same_query!(share, share_step);
diesel::allow_tables_to_appear_in_same_query!(case_file, interview);
diesel::allow_tables_to_appear_in_same_query!(meeting, meeting_statement);
diesel::allow_tables_to_appear_in_same_query!(meeting_item, meeting_statement);
