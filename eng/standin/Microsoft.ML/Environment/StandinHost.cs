namespace Microsoft.ML.Runtime;

/// <summary>The environment behind <c>MLContext</c> and every host registered on it.</summary>
internal sealed class StandinHost : IHost
{
    private readonly Action<ChannelMessage, string> _log;
    private readonly Lock _randLock = new();

    public StandinHost(string name, Random rand, Action<ChannelMessage, string> log)
    {
        ContextDescription = name;
        Rand = rand;
        _log = log;
    }

    public Random Rand { get; }

    public ComponentCatalog ComponentCatalog { get; } = new();

    public string ContextDescription { get; }

    public TException Process<TException>(TException ex)
        where TException : Exception
        => ex;

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (_randLock)
        {
            return new StandinHost(Child(name), new Random(seed ?? Rand.Next()), _log);
        }
    }

    public IChannel Start(string name) => new Channel(Child(name), _log);

    public IPipe<TMessage> StartPipe<TMessage>(string name)
        => new Channel(Child(name), _log) as IPipe<TMessage>
            ?? throw new NotSupportedException($"The stand-in for Microsoft.ML carries text messages, not {typeof(TMessage)}.");

    public IProgressChannel StartProgressChannel(string name) => new SilentProgress();

    private string Child(string name) => ContextDescription.Length == 0 ? name : $"{ContextDescription}; {name}";

    private sealed class Channel(string name, Action<ChannelMessage, string> log) : IChannel
    {
        public string ContextDescription => name;

        public void Send(ChannelMessage msg) => log(msg, name);

        public void Trace(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt, null));

        public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt, args));

        public void Error(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Error, sensitivity, fmt, null));

        public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Error, sensitivity, fmt, args));

        public void Warning(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt, null));

        public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt, args));

        public void Info(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Info, sensitivity, fmt, null));

        public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Info, sensitivity, fmt, args));

        public TException Process<TException>(TException ex)
            where TException : Exception
            => ex;

        public void Dispose()
        {
        }
    }

    private sealed class SilentProgress : IProgressChannel
    {
        public IProgressChannel StartProgressChannel(string name) => this;

        public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
        {
        }

        public void Checkpoint(params double?[] values)
        {
        }

        public void Dispose()
        {
        }
    }
}
