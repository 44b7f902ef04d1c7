"""Scripted people who play a run through the real server, and what they measure.

``cast`` says who plays, ``script`` what they say and choose (seeded, pure), ``people`` how one of them
speaks HTTP and WebSocket, ``play`` puts a whole run together; ``bench`` measures.
"""
