#if NETSTANDARD2_1_OR_GREATER || NET
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs
{
    /// <summary>The messages of a receiver, one after the other. Written by
    /// hand, since C# 7 has no async iterators.</summary>
    internal sealed class MessageStream
        : IAsyncEnumerable<Message>, IAsyncEnumerator<Message>
    {
        private readonly Receiver receiver;
        private readonly CancellationToken first;
        private CancellationTokenSource both;
        private CancellationToken cancellationToken;

        internal MessageStream(
            Receiver receiver, CancellationToken cancellationToken)
        {
            this.receiver = receiver;
            first = cancellationToken;
        }

        public Message Current { get; private set; }

        public IAsyncEnumerator<Message> GetAsyncEnumerator(
            CancellationToken second = default)
        {
            var stream = new MessageStream(receiver, first);
            if (first.CanBeCanceled && second.CanBeCanceled && first != second)
            {
                stream.both =
                    CancellationTokenSource.CreateLinkedTokenSource(
                        first, second);
                stream.cancellationToken = stream.both.Token;
            }
            else
            {
                stream.cancellationToken =
                    second.CanBeCanceled ? second : first;
            }
            return stream;
        }

        public ValueTask<bool> MoveNextAsync()
        {
            return new ValueTask<bool>(MoveOnAsync());
        }

        public ValueTask DisposeAsync()
        {
            both?.Dispose();
            return default(ValueTask);
        }

        private async Task<bool> MoveOnAsync()
        {
            Current = await receiver.NextOrEndAsync(cancellationToken)
                .ConfigureAwait(false);
            return Current != null;
        }
    }
}
#endif
