-- Beside the schema of each test: what only the judge may read.
CREATE TABLE public.secrets (word text NOT NULL);
INSERT INTO public.secrets VALUES ('canary-suite');
