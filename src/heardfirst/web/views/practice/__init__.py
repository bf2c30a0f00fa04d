"""The screens of practice: questions, progress, and what else there is to practise on."""
