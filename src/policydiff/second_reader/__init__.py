"""The second reader: open questions go out as a file, answers come back as decisions.

A person, a spreadsheet or a language model may answer; whoever it is, an answer
counts only by the ids, the outcomes and the words that the question holds.
"""
