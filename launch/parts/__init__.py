"""What parts each character is made of, for 生僻字 by parts: made once a release from packaged data."""
