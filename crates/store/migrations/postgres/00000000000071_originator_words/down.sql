DROP TABLE originator_word;
