"""The screens' views, a module each. They read through `access`, write through services, decide nothing."""
