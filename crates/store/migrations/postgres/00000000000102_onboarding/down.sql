DROP TABLE onboarding_setting;

DROP TABLE partner_check;
