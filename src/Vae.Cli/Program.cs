using System.CommandLine;

return new RootCommand("Variational autoencoders on tables and images.").Parse(args).Invoke();
