-- What is said in them is sealed and hardly shrinks: trying to compress it took a third of the time that a batch takes.
alter table app.challenge_story_v2 alter column steps set storage external;
alter table app.challenge_board_v2 alter column legs set storage external;
