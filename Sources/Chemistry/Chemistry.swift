// Chemistry
