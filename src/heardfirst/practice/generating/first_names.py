"""First names of people who do not exist; none tells a gender that Spanish would have to follow."""

NAMES = (
    "Adaeze", "Aisha", "Alondra", "Amadou", "Anahí", "Andre", "Beatriz", "Bilal", "Brianna", "Calvin",
    "Camila", "Chidi", "Dalia", "Darnell", "Delphine", "Diego", "Dolores", "Ebony", "Elías", "Emre",
    "Esperanza", "Farida", "Felix", "Gabriela", "Gloria", "Hassan", "Hilda", "Imani", "Ismael", "Jamal",
    "Jasmine", "Jia", "Joaquín", "Josefa", "Kofi", "Lamar", "Leila", "Lorena", "Luz", "Malik",
    "Mateo", "Mei", "Miguel", "Nadia", "Naomi", "Nia", "Omar", "Paloma", "Patience", "Pilar",
    "Rafael", "Renata", "Rosa", "Ruben", "Samir", "Sasha", "Simone", "Sofía", "Tamika", "Tariq",
    "Teresa", "Thao", "Tomás", "Viola", "Walter", "Ximena", "Yusuf", "Zainab",
)  # fmt: skip
