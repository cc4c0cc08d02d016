DROP TABLE published_figure;
