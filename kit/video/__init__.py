"""Videos of briefings: from a module's storyboard to moving slides with a voice, captions and a transcript.

    module -> board -> voice -> timeline -> captions, frames -> encode; board -> show (a page of slides)

What is missing on a computer (encoder, voice, renderer) is said in a sentence; the rest is made all the same.
"""
