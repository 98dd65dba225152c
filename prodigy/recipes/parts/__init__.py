"""What recipes share: arguments, texts of help, steps that several of them take."""
