"""The screens' views, a module each. They read through `access`, write through `record`, and decide nothing."""
