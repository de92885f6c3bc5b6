"""All that crosses a process border: messages, their codec, and both ends of a socket."""
