"""Runs a stranger's code in boxes and reports what happened; knows no database, web or problems.

run.py      what crosses the wall: Job, Limits, TestRecord, Outcome
base.py     Engine and Box, the ports; docker.py is the real one, fake.py its twin, which follows scripts.py
            engine_info.py what an engine says of itself
policy.py   the container options, pure; seccomp.json the system calls
slot.py     one run of tests;  console.py  one console: the same boxes, spoken to by their user
            generator.py  what an author's variants.py gives, in the tester's box alone
            life.py what both have in common: phases, deadlines and the end,
            plan.py what it will make and send, services.py what a problem may ask for beside the two boxes,
            crew.py its boxes, readers.py their streams,
            output.py what a submission prints, records.py the tester's lines, answers.py those of a console,
            frames.py the engine's wire
stacks.py   what a submission may be written in
images.py   builds what boxes are made of; wheels.py and bootstrap.py fetch it; images/ one folder for each
host.py     makes sure that an engine answers; root.py runs what needs root
inside/     the programs that run inside the boxes (standard library and pytest only)
"""
